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
