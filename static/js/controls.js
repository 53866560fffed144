// Small things that controls do: menus that close, boxes that check all, buttons that copy or print.

const OPEN_MENUS = "details.menu[open]";

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) {
    event.preventDefault();
    window.print();
  }
  for (const menu of document.querySelectorAll(OPEN_MENUS)) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
  copy(event.target.closest("[data-copy]"));
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest(OPEN_MENUS);
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A box that checks all boxes of its form with the name it gives.
document.addEventListener("change", (event) => {
  const name = event.target.dataset.checkAll;
  if (!name) {
    return;
  }
  for (const box of event.target.form.querySelectorAll(`input[type=checkbox][name="${name}"]`)) {
    box.checked = event.target.checked;
  }
});

// Comfortable or compact rows: a cookie, so that the server draws the next list right at once.
function offerDensities() {
  for (const group of document.querySelectorAll("[data-densities]")) {
    group.hidden = false;
  }
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-density]");
  if (!button) {
    return;
  }
  const chosen = button.dataset.density;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `density=${chosen}; Path=/; Max-Age=${chosen ? 365 * 24 * 3600 : 0}; SameSite=Lax${secure}`;
  button.closest(".list").classList.toggle("list-compact", chosen === "compact");
  for (const other of button.parentElement.children) {
    other.setAttribute("aria-pressed", String(other === button));
  }
});
offerDensities();
document.addEventListener("htmx:afterSwap", offerDensities);

// A file that has been made in the background is saved without another press.
document.addEventListener("htmx:afterSettle", () => {
  document.querySelector("[data-start]:not([data-started])")?.click();
});
document.addEventListener("click", (event) => {
  event.target.closest("[data-start]")?.setAttribute("data-started", "");
});

// Copies a field's text and says so. Hidden where the browser cannot.
async function copy(button) {
  if (!button) {
    return;
  }
  const field = document.getElementById(button.dataset.copy);
  field.select();
  await navigator.clipboard.writeText(field.value);
  button.querySelector("span").textContent = button.dataset.copied;
}
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
  }
}
