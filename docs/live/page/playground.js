// The playground: any pair of the guide, with an editor for each side, and links that
// carry what was written there. Nothing that comes from a link runs before the reader
// presses Run.
import { pack, unpack } from "./links.js";

const form = document.querySelector(".playground");
const select = form.querySelector("select");
const note = form.querySelector(".live-note");
const place = form.querySelector(".playground-pair");

form.hidden = false;
document.querySelector(".playground-needs").hidden = true;

let shown = "";
let turns = 0;

// Shows a pair, with the reader's programs or its own, which the page of its construct has.
// Whatever goes wrong, the list names the pair that stands below it.
async function show(name, programs) {
  if (![...select.options].some(({ value }) => value === name)) {
    throw new Error(`This guide has no pair ${name} to start from.`);
  }
  const turn = ++turns;
  shown = select.value = name;
  if (!name) return place.replaceChildren();
  const [, construct, number] = /^(.*)-(\d+)$/.exec(name);
  const url = new URL(`constructs/${construct}.html`, location.href);
  const response = await fetch(url).catch(() => ({}));
  const text = response.ok && await response.text();
  if (turn !== turns) return;  // another was chosen since
  if (!text) {
    shown = "";  // so that it can be chosen again
    place.replaceChildren();
    throw new Error("This pair could not be loaded.");
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  const boxes = page.querySelectorAll("[data-live]");
  const box = boxes[number - 1];
  const outputs = box.nextElementSibling;
  const next = outputs.nextElementSibling;
  const picture = next?.matches(".picture") ? [next] : [];
  // The marks go with the programs as they were.
  box.querySelector(".notes")?.remove();
  for (const part of [box, outputs]) {
    for (const link of part.querySelectorAll("a[href]")) link.href = new URL(link.getAttribute("href"), url);
  }
  const title = document.createElement("p");
  title.append("From ", Object.assign(document.createElement("a"), {
    href: url, textContent: page.querySelector("h1").firstChild.textContent,
  }));
  if (programs) outputs.replaceChildren();  // other programs have printed what is there
  place.replaceChildren(title, box, outputs, ...(programs ? [] : picture));
  box.dispatchEvent(new Event("live-added", { bubbles: true }));
  const pair = await box.livePair();
  await pair.write(programs ?? {});
  addCopy(box.nextElementSibling, () => ({ pair: name, programs: pair.programs }));
}

function addCopy(bar, shared) {
  const button = Object.assign(document.createElement("button"), {
    type: "button", className: "live-copy", textContent: "Copy a link",
    title: "The link carries both programs",
  });
  button.addEventListener("click", () => saying(async () => {
    const link = new URL(`#${await pack(shared())}`, location.href).href;
    history.replaceState(null, "", link);
    // A page that is not on https may not copy.
    const isCopied = await navigator.clipboard?.writeText(link).then(() => true, () => false);
    note.textContent = isCopied ? "The link is copied." : "The link is in the address bar.";
  }));
  bar.querySelector(".live-reset").before(button);
}

// Does it, and says what went wrong.
async function saying(action) {
  note.textContent = "";
  try {
    await action();
  } catch (error) {
    note.textContent = error.message;
    select.value = shown;
  }
}

function fromLink() {
  const text = location.hash.slice(1);
  if (!text) return;
  saying(async () => {
    const { pair, programs } = await unpack(text);
    await show(pair, programs);
    note.textContent = "From a link: press Run to run it.";
  });
}

select.addEventListener("change", () => saying(async () => {
  // The address no longer says what is here.
  history.replaceState(null, "", location.pathname + location.search);
  await show(select.value);
}));
window.addEventListener("hashchange", fromLink);
fromLink();
