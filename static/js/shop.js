// The shop: strips that scroll by arrows, pictures that open large.

function smooth() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}

// Arrows of a strip, shown only while there is something to scroll to.
for (const strip of document.querySelectorAll(".shop-strip")) {
  const view = strip.querySelector(".shop-strip-view");
  const arrows = strip.querySelectorAll("[data-strip]");
  const offer = () => {
    const isLong = view.scrollWidth > view.clientWidth + 1;
    const at = Math.abs(view.scrollLeft);
    for (const arrow of arrows) {
      arrow.hidden = !isLong;
      const isBack = arrow.dataset.strip === "-1";
      const isAtEnd = isBack ? at < 2 : at + view.clientWidth > view.scrollWidth - 2;
      arrow.setAttribute("aria-disabled", String(isAtEnd));
    }
  };
  for (const arrow of arrows) {
    arrow.addEventListener("click", () => {
      const way = Number(arrow.dataset.strip) * (document.dir === "rtl" ? -1 : 1);
      view.scrollBy({ left: way * view.clientWidth * 0.8, behavior: smooth() });
    });
  }
  view.addEventListener("scroll", offer, { passive: true });
  new ResizeObserver(offer).observe(view);
}

// A small picture brings its large one into view, without moving the page.
document.addEventListener("click", (event) => {
  const small = event.target.closest("[data-show-picture]");
  if (small) {
    event.preventDefault();
    const item = document.querySelector(small.getAttribute("href"));
    item.parentElement.scrollTo({ left: item.offsetLeft - item.parentElement.offsetLeft, behavior: smooth() });
  }
});

// Pictures open in a dialog: arrow keys and swipes lead to the next, Escape closes.
const dialog = document.getElementById("enlarged");
const list = dialog?.querySelector(".enlarged-pictures");
const caption = dialog?.querySelector(".enlarged-caption");

function fill(links) {
  list.replaceChildren(
    ...links.map((link) => {
      const item = document.createElement("li");
      const image = document.createElement("img");
      const small = link.querySelector("img");
      image.src = link.href;
      image.alt = small ? small.alt : "";
      image.width = small ? small.width : 0;
      image.height = small ? small.height : 0;
      image.decoding = "async";
      item.dataset.caption = link.dataset.caption || image.alt;
      item.append(image);
      return item;
    }),
  );
}

function shown() {
  return Math.round(Math.abs(list.scrollLeft) / Math.max(list.clientWidth, 1));
}

function step(by, behavior = smooth()) {
  const to = Math.min(Math.max(shown() + by, 0), list.children.length - 1);
  list.scrollTo({ left: list.children[to].offsetLeft - list.offsetLeft, behavior });
}

function name() {
  caption.textContent = list.children[shown()]?.dataset.caption ?? "";
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-enlarge]");
  if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  event.preventDefault();
  const links = [...(link.closest("ul") ?? link.parentElement).querySelectorAll("[data-enlarge]")];
  fill(links);
  for (const button of dialog.querySelectorAll("[data-enlarged-step]")) {
    button.hidden = links.length < 2;
  }
  dialog.showModal();
  step(links.indexOf(link), "auto");
  name();
  list.focus();
});

if (dialog) {
  list.addEventListener("scroll", name, { passive: true });
  dialog.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (way) {
      event.preventDefault();
      step(document.dir === "rtl" ? -way : way);
    }
  });
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("[data-enlarged-step]");
    if (button) {
      step(Number(button.dataset.enlargedStep));
    } else if (event.target === dialog || event.target.parentElement === list) {
      dialog.close();
    }
  });
}

// What went into the cart need not be typed again.
document.addEventListener("added", (event) => {
  for (const code of event.detail.value ?? []) {
    const field = document.getElementsByName(`quantity-${code}`)[0];
    if (field) {
      field.value = "";
    }
  }
});
