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
  sidebar.scrollTop += below - sidebar.clientHeight / 2;
}

// The labels that open a drawer are buttons: the keyboard reaches them, too.
for (const label of document.querySelectorAll(".nav-overlay-icon, .toc-overlay-icon")) {
  const toggle = document.getElementById(label.htmlFor);
  const say = () => label.setAttribute("aria-expanded", String(toggle.checked));
  label.tabIndex = 0;
  label.setAttribute("role", "button");
  label.setAttribute("aria-label", toggle.getAttribute("aria-label"));
  label.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    label.click();
  });
  toggle.addEventListener("change", say);
  say();
}
