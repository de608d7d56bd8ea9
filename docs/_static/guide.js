// A pair's lines and notes with one mark light together; a chosen tab holds for all pairs.
const remembered = "trio-patterns-side";

for (const pair of document.querySelectorAll(".pair")) {
  const light = (event) => {
    const mark = event.target.closest("[data-mark]")?.dataset.mark;
    const on = event.type === "mouseover" || event.type === "focusin" ? mark : undefined;
    for (const element of pair.querySelectorAll("[data-mark]")) {
      element.classList.toggle("lit", element.dataset.mark === on);
    }
  };
  for (const type of ["mouseover", "mouseleave", "focusin", "focusout"]) {
    pair.addEventListener(type, light);
  }
}

const tabs = [...document.querySelectorAll(".pair > input")];
const choose = (side) => tabs.forEach((tab) => { tab.checked = tab.value === side; });
for (const tab of tabs) {
  tab.addEventListener("change", () => {
    choose(tab.value);
    try { localStorage.setItem(remembered, tab.value); } catch { /* not allowed: not kept */ }
  });
}
try {
  const side = localStorage.getItem(remembered);
  if (side) choose(side);
} catch { /* not allowed: Trio, as built */ }

// A badge leads to its lines in the program that is shown.
for (const badge of document.querySelectorAll(".badge")) {
  badge.addEventListener("click", (event) => {
    const { mark } = badge.parentElement.dataset;
    const lines = badge.closest(".pair").querySelectorAll(`.line[data-mark="${mark}"]`);
    const shown = [...lines].find((line) => line.offsetParent !== null);
    if (shown) {
      event.preventDefault();
      shown.scrollIntoView({ block: "center" });
    }
  });
}

// The side bar shows the page that one is on.
const sidebar = document.querySelector(".sidebar-scroll");
const here = sidebar?.querySelector(".current-page");
if (here) {
  const below = here.getBoundingClientRect().top - sidebar.getBoundingClientRect().top;
  // At once: the theme has a smooth scroll, which would begin anew on each page.
  sidebar.scrollBy({ top: below - sidebar.clientHeight / 2, behavior: "instant" });
}

// The icons that open a drawer are buttons: the keyboard reaches them, too.
const openers = ".nav-overlay-icon > .icon, .toc-overlay-icon > .icon";
for (const icon of document.querySelectorAll(openers)) {
  const toggle = document.getElementById(icon.parentElement.htmlFor);
  const say = () => icon.setAttribute("aria-expanded", String(toggle.checked));
  icon.tabIndex = 0;
  icon.setAttribute("role", "button");
  icon.setAttribute("aria-label", toggle.getAttribute("aria-label"));
  icon.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    icon.click();
  });
  toggle.addEventListener("change", say);
  say();
}

// Two landmarks of a kind are told apart by their names.
document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "All pages");
document.querySelector(".toc-drawer")?.setAttribute("aria-label", "This page");
