// Paying: the last look opens as a dialog, and what somebody is typing is never replaced.

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const dialog = document.getElementById("last-look");
  if (detail.target.id === "last-look" && dialog?.childElementCount) {
    dialog.showModal();
  }
});

// A field that has the focus keeps what stands in it; the next answer brings it up to date.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target?.contains(document.activeElement)) {
    event.detail.shouldSwap = false;
  }
});

// An answer to what stood in the form before the last change is not shown: the next one, asked
// for by that change, is on its way. Otherwise a second tick would be lost with the first answer.
let changes = 0;
const asked = new WeakMap();

const isPaying = (element) => Boolean(element.closest("#payment-form"));

document.addEventListener(
  "change",
  (event) => {
    if (isPaying(event.target)) {
      changes += 1;
    }
  },
  true,
);
document.addEventListener("htmx:beforeRequest", ({ detail }) => asked.set(detail.xhr, changes));
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (isPaying(detail.elt) && detail.target.id !== "last-look" && asked.get(detail.xhr) !== changes) {
    detail.shouldSwap = false;
  }
});

// On a phone the ways to pay are a sheet, which is open while the address names it. It takes the
// focus; Escape closes it, and closing gives the focus back to "Change".
const SHEET = "#pay-how";
let isSheetOpen = false;

function closeSheet() {
  location.replace("#payment-form");
}
addEventListener("hashchange", () => {
  const sheet = document.querySelector(SHEET);
  if (location.hash === SHEET && sheet && getComputedStyle(sheet).position === "fixed") {
    isSheetOpen = true;
    (sheet.querySelector("input:checked") ?? sheet.querySelector("input")).focus();
  } else if (isSheetOpen) {
    isSheetOpen = false;
    document.getElementById("pay-change")?.focus({ preventScroll: true });
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isSheetOpen) {
    event.preventDefault();
    closeSheet();
  }
});
document.addEventListener("click", (event) => {
  if (isSheetOpen && event.target.closest(".pay-how-close")) {
    event.preventDefault();
    closeSheet();
  }
});
