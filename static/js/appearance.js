// Light, dark or the system's: a cookie, so that the server draws the next page right at once.

function show(chosen) {
  document.documentElement.dataset.theme = chosen;
  for (const button of document.querySelectorAll("[data-look]")) {
    button.setAttribute("aria-pressed", String(button.dataset.look === chosen));
  }
}

function choose(chosen) {
  const age = chosen ? 365 * 24 * 3600 : 0;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${chosen}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  show(chosen);
}

for (const looks of document.querySelectorAll("[data-looks]")) {
  looks.hidden = false;
}

document.addEventListener("click", (event) => {
  const look = event.target.closest("[data-look]");
  if (look) {
    choose(look.dataset.look);
  }
});
