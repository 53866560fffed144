// Everything works without this file; it makes some things nicer. No inline code, no eval.

// The look: a cookie, so that the server draws the next page right at once.
const root = document.documentElement;

function showLook(chosen) {
  root.dataset.theme = chosen;
  for (const button of document.querySelectorAll("[data-look]")) {
    button.setAttribute("aria-pressed", String(button.dataset.look === chosen));
  }
}

function chooseLook(chosen) {
  const age = chosen ? 365 * 24 * 3600 : 0;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${chosen}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  showLook(chosen);
}

for (const looks of document.querySelectorAll("[data-looks]")) {
  looks.hidden = false;
}

document.addEventListener("click", (event) => {
  const look = event.target.closest("[data-look]");
  if (look) {
    chooseLook(look.dataset.look);
  }
  if (event.target.closest("[data-print]")) {
    event.preventDefault();
    window.print();
  }
  // A menu closes when one clicks elsewhere.
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});

// A button that copies a field's text and says so.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.querySelector("span").textContent = button.dataset.copied;
  });
}

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A box that ticks all boxes of its form with the name it gives.
document.addEventListener("change", (event) => {
  const name = event.target.dataset.checkAll;
  if (!name) {
    return;
  }
  for (const box of event.target.form.querySelectorAll(`input[type=checkbox][name="${name}"]`)) {
    box.checked = event.target.checked;
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
