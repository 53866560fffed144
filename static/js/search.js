// Search from any page: / or Ctrl-K opens it, the arrow keys move, Enter opens.

const dialog = document.getElementById("search");

function openSearch() {
  if (!dialog) {
    document.querySelector("[data-search-text]")?.focus();
    return;
  }
  for (const popover of document.querySelectorAll(":popover-open")) {
    popover.hidePopover();
  }
  if (!dialog.open) {
    dialog.showModal();
  }
  dialog.querySelector("[data-search-text]").select();
}

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-search]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openSearch();
  } else if (event.target === dialog) {
    dialog.close();
  }
});

document.addEventListener("keydown", (event) => {
  const isShortcut = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isShortcut || (isSlash && !isTyping(event.target))) {
    event.preventDefault();
    openSearch();
    return;
  }
  // A search field takes Escape to empty itself; here it closes.
  if (event.key === "Escape" && dialog?.open) {
    event.preventDefault();
    dialog.close();
    return;
  }
  const around = event.target.closest("#search, main:has([data-search-text])");
  if (around && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    move(around, event);
  }
  if (event.key === "Enter" && event.target.matches("[data-search-text]")) {
    openFirst(event);
  }
});

// The field and its hits are one column.
function move(around, event) {
  const field = around.querySelector("[data-search-text]");
  const stops = [field, ...around.querySelectorAll("[data-hit]")];
  const at = stops.indexOf(document.activeElement);
  if (at < 0) {
    return;
  }
  event.preventDefault();
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  stops[(next + stops.length) % stops.length].focus();
}

// Enter opens the first hit, if what is shown is what is typed; otherwise the form leads to the page.
function openFirst(event) {
  const results = document.getElementById("search-results");
  const first = results?.querySelector("[data-hit]");
  if (first && results.dataset.for === event.target.value.trim()) {
    event.preventDefault();
    first.click();
  }
}
