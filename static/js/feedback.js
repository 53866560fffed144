// Every press is answered at once: what is pressed is marked, the region that changes fades, a
// button that posts says so and cannot be pressed twice. Focus survives a swap, and what came is
// read out.

let focused = "";
let hadFocus = false;

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const pressed = detail.elt.closest(".tabs a, .segments a");
  if (pressed) {
    for (const other of pressed.parentElement.querySelectorAll("[aria-current]")) {
      other.removeAttribute("aria-current");
    }
    pressed.setAttribute("aria-current", "true");
  }
  detail.target.classList.add("is-loading");
  detail.target.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  detail.target.classList.remove("is-loading");
  detail.target.removeAttribute("aria-busy");
});

document.addEventListener("htmx:beforeSwap", () => {
  focused = document.activeElement?.id ?? "";
  hadFocus = document.activeElement !== document.body;
});

// htmx keeps the focus of elements that bear the same id before and after. Where there is none
// (a chip that was removed), the region itself takes it, so that Tab goes on from there. What comes
// by itself takes no focus from a page that nobody has touched.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const region = document.getElementById(detail.target.id) ?? detail.elt;
  if (hadFocus && document.activeElement === document.body) {
    const again = focused && document.getElementById(focused);
    const next = again || region;
    if (!again) {
      next.setAttribute("tabindex", "-1");
    }
    next.focus({ preventScroll: true });
  }
  const said = region.matches?.("[data-announce]") ? region : region.querySelector?.("[data-announce]");
  const announcer = document.getElementById("announcer");
  if (said && announcer) {
    announcer.textContent = said.dataset.announce;
  }
});

// Fields that wait for a button mark it as soon as one of them is changed.
document.addEventListener("change", (event) => {
  event.target.form?.closest("[data-marks-change]")?.classList.add("is-changed");
});

// "Pay" becomes "Paying…". The form has been read by then, so the button's own value is sent.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.dataset.busy || event.defaultPrevented) {
    return;
  }
  setTimeout(() => {
    button.dataset.label = button.textContent;
    button.style.minInlineSize = `${button.offsetWidth}px`;
    button.textContent = button.dataset.busy;
    button.classList.add("is-busy");
    button.disabled = true;
  });
});
// Coming back to a page that the browser kept, its button can be pressed again.
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) {
    for (const button of document.querySelectorAll(".is-busy")) {
      button.textContent = button.dataset.label;
      button.classList.remove("is-busy");
      button.disabled = false;
    }
  }
});

// A part of a page that could not be fetched must not fail in silence.
function failed() {
  const text = document.body.dataset.failed;
  const region = document.getElementById("messages");
  if (!text || !region) {
    return;
  }
  const notice = document.createElement("div");
  notice.className = "notice notice-danger";
  notice.append(Object.assign(document.createElement("div"), { textContent: text }));
  region.replaceChildren(notice);
  region.scrollIntoView({ block: "nearest" });
}
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
