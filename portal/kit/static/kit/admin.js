// Names for what Django's own pages leave without one: search, chosen relations, empty headings.
const name = () => {
  const search = document.querySelector("#searchbar");
  search?.setAttribute("aria-label", document.querySelector("label[for=searchbar] img")?.alt ?? "");
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const label = select.labels[0];
    const text = select.getAttribute("aria-label") || label?.textContent.trim().replace(/:$/, "") || "";
    const shown = select.nextElementSibling;
    shown?.querySelector(".select2-search__field")?.setAttribute("aria-label", text);
    const value = shown?.querySelector("[role=textbox][id]");
    if (value) {
      if (label) label.id ||= `${select.id}_label`;
      // What it is, and what is chosen.
      const named = `${label?.id ?? select.id} ${value.id}`;
      value.setAttribute("aria-labelledby", named);
      shown.querySelector("[role=combobox]").setAttribute("aria-labelledby", named);
    }
  }
  for (const heading of document.querySelectorAll(".inline-group thead th")) {
    if (heading.textContent.trim()) continue;
    const cell = document.createElement("td");
    cell.className = heading.className;
    heading.replaceWith(cell);
  }
};
// select2 draws its controls later, and again for each row that is added.
addEventListener("DOMContentLoaded", () => {
  name();
  new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
});
