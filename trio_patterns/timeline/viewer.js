// Zoom, pan, details and a filter for the picture of a timeline.
//
// The picture is complete without this program, drawn at zoom 1. What lies on the axis
// of time has `data-x` (and `data-to`, where it ends there): its place at zoom 1, from
// which it is moved. Texts and marks keep their size.
"use strict";

const MOST_ZOOM = 100;
const LETTER = 6.3; // the width of a letter, on average

const svg = document.querySelector("svg.tl");
const picture = document.getElementById("picture");
const details = document.getElementById("details");
const controls = document.querySelector("form");
const search = document.getElementById("filter");
const count = document.getElementById("count");
const all = (selector, root = svg) => [...root.querySelectorAll(selector)];
const number = (element, name) => Number(element.dataset[name]);

const left = number(svg, "left");
const right = number(svg, "right");
const bottom = number(svg, "bottom");
const pitch = number(svg, "pitch");
const width = svg.width.baseVal.value;
const height = svg.height.baseVal.value;

// ---- what there is ----

// What is shown of each thing; from here on the browser need not show it by itself.
const hoverText = new Map();
for (const title of all("title")) {
  if (title.parentNode !== svg) {
    hoverText.set(title.parentNode, title.textContent);
    title.remove();
  }
}

const ends = new Map(all("g.end").map((end) => [end.dataset.lane, end]));
const lanes = all("g.lane").map((group) => ({
  group,
  task: group.dataset.task,
  parent: group.dataset.parent,
  middle: number(group, "middle"),
  end: ends.get(group.dataset.task),
  // Its name, what it did in the order of time, and how it ended.
  things: [group, ends.get(group.dataset.task)]
    .flatMap((part) => [part, ...all("*", part)])
    .filter((thing) => hoverText.has(thing))
    .sort((a, b) => startOf(a) - startOf(b) || endOf(a) - endOf(b)),
  name: "",
  text: "",
  shown: true,
}));
for (const lane of lanes) {
  const name = lane.group.querySelector("text.name");
  lane.name = `${name.textContent}\n${hoverText.get(name).split("\n")[0]}`.toLowerCase();
  lane.text = lane.things.map((thing) => hoverText.get(thing)).join("\n").toLowerCase();
}
const laneOf = new Map(lanes.map((lane) => [lane.task, lane]));
const boxes = all("rect.box");
const boxNames = all("text.box-name");
const arrows = all("[data-bow]");
const stretched = all("[data-to]").filter((e) => !boxes.includes(e) && !boxNames.includes(e));
const anchored = all("[data-x]:not([data-to], [data-bow], .tick)");
const below = svg.querySelector("g.below");

function startOf(thing) {
  return thing.dataset.x === undefined ? -Infinity : number(thing, "x");
}

function endOf(thing) {
  if (thing.classList.contains("end")) return Infinity;
  return thing.dataset.to === undefined ? -Infinity : number(thing, "to");
}

// ---- where it is ----

let zoom = 1;
let pan = 0; // how far to the right the window has moved, in pixels on the screen
let spare = 0; // what the window is wider than the picture

const scale = () => ((right - left + spare) / (right - left)) * zoom;
const place = (x) => left + (x - left) * scale() - pan;
const inPicture = (x) => left + (x - left + pan) / scale();
const widest = () => (right - left) * scale() - (right - left + spare);

// What is hidden above a height moves what is below it up by so much.
function risen(y) {
  let by = 0;
  for (const [top, end] of holes) if (end <= y + 0.1) by += end - top;
  return by;
}
let holes = [];

function draw() {
  pan = Math.min(Math.max(pan, 0), widest());
  svg.setAttribute("width", width + spare);
  const seen = height - risen(bottom);
  svg.setAttribute("height", seen);
  svg.setAttribute("viewBox", `0 0 ${width + spare} ${seen}`);
  drawAxis();
  for (const box of boxes) drawBox(box);
  for (const name of boxNames) {
    const x = Math.max(place(number(name, "x")) + 4, left);
    name.setAttribute("x", x);
    name.setAttribute("transform", `translate(0 ${-risen(number(name, "top"))})`);
    const top = number(name, "top");
    const gone = holes.some(([from, to]) => from <= top && top < to);
    name.classList.toggle("hidden", gone || place(number(name, "to")) < x);
  }
  for (const lane of lanes) {
    for (const part of [lane.group, lane.end]) part.classList.toggle("hidden", !lane.shown);
    const by = -risen(lane.middle - pitch / 2);
    lane.group.setAttribute("transform", `translate(0 ${by})`);
    lane.end.style.translate = `0 ${by}px`;
  }
  for (const thing of stretched) stretch(thing);
  for (const thing of anchored) {
    const x = number(thing, "x");
    thing.setAttribute("transform", `translate(${place(x) - x} 0)`);
  }
  for (const arrow of arrows) drawArrow(arrow);
  below.setAttribute("transform", `translate(0 ${-risen(bottom)})`);
  controls.elements.out.disabled = zoom <= 1;
  controls.elements.in.disabled = zoom >= MOST_ZOOM;
}

function drawBox(box) {
  const pad = number(box, "pad");
  const [top, end] = [number(box, "top"), number(box, "bottom")];
  const start = place(number(box, "x")) - pad;
  const high = end - risen(end) - (top - risen(top));
  box.setAttribute("x", start);
  box.setAttribute("width", place(number(box, "to")) + pad - start);
  box.setAttribute("y", top - risen(top) + 2);
  box.setAttribute("height", Math.max(high - 4, 0));
  box.classList.toggle("hidden", high < pitch);
}

function stretch(thing) {
  const start = place(number(thing, "x"));
  const end = place(number(thing, "to"));
  if (thing.tagName === "path") {
    const from = thing.classList.contains("guide") ? number(thing, "x") : start;
    const to = thing.classList.contains("guide")
      ? Math.max(Math.min(end, width + spare), left - 4) : end;
    thing.setAttribute("d", `M${from} ${thing.dataset.y}H${Math.max(to, from)}`);
  } else if (thing.tagName === "rect") {
    const runs = thing.classList.contains("running");
    const wide = Math.max(end - start, runs ? 2.4 : 0);
    thing.setAttribute("x", (start + end - wide) / 2);
    thing.setAttribute("width", wide);
    thing.classList.toggle("hidden", wide < 1);
  } else {
    // A label stands in the middle of what one sees of its bar.
    const from = Math.max(start, left);
    const to = Math.min(end, width + spare);
    const fits = thing.dataset.labels.split("\n").filter((l) => l.length * LETTER <= to - from - 12);
    thing.textContent = fits.at(-1) ?? "";
    thing.setAttribute("x", (from + to) / 2);
  }
}

function drawArrow(arrow) {
  const sender = laneOf.get(arrow.dataset.sender);
  const receiver = laneOf.get(arrow.dataset.receiver);
  const kind = arrow.tagName === "text" ? "message" : arrow.getAttribute("class").split(" ")[0];
  const wanted = controls.elements[kind]?.checked ?? true;
  arrow.classList.toggle("hidden", !(wanted && sender.shown && receiver.shown));
  const x = place(number(arrow, "x"));
  const start = number(arrow, "start") - risen(sender.middle - pitch / 2);
  const end = number(arrow, "end") - risen(receiver.middle - pitch / 2);
  if (arrow.tagName === "text") {
    arrow.setAttribute("x", x + number(arrow, "bow") / 2 + 5);
    arrow.setAttribute("y", (start + end) / 2 + 4);
  } else {
    const aside = x + number(arrow, "bow");
    arrow.setAttribute("d", `M${x} ${start}Q${aside} ${(start + end) / 2} ${x} ${end}`);
  }
}

// Round numbers, about eight of them at any zoom.
function drawAxis() {
  const gaps = svg.dataset.gaps.split(" ").filter(Boolean).map((gap) => gap.split(",").map(Number));
  const plot = gaps.reduce((rest, [from, to]) => rest - (to - from), right - left);
  const length = number(svg, "length");
  const x = (value) => {
    let at = left + (plot * value) / length;
    for (const [from, to] of gaps) if (at > from + 1e-6) at += to - from;
    return at;
  };
  const span = length / zoom;
  let step = 10 ** Math.floor(Math.log10(span / 4));
  step *= [1, 2, 5, 10].find((by) => span / (step * by) <= 9);
  const ticks = all("g.tick");
  const model = ticks[0];
  for (const tick of ticks.slice(1)) tick.remove();
  for (let i = Math.floor(length / step + 1e-9); i >= 0; i -= 1) {
    const at = place(x(i * step));
    if (at < left - 1 || at > width + spare) continue;
    const tick = model.cloneNode(true);
    const [line, label] = tick.children;
    line.setAttribute("d", `M${at} ${line.getAttribute("d").match(/ ([\d.]+)V/)[1]}V${bottom - risen(bottom)}`);
    label.setAttribute("x", at);
    label.textContent = Number((i * step).toPrecision(10)).toString();
    model.after(tick);
  }
  model.remove();
}

// ---- zoom and pan ----

// Onto what is chosen, or else the middle.
function middleOfInterest() {
  if (!chosen || chosen.dataset.x === undefined) return (left + right + spare) / 2;
  const to = number(chosen, chosen.dataset.to === undefined ? "x" : "to");
  const start = Math.max(place(number(chosen, "x")), left);
  return (start + Math.min(Math.max(place(to), start), right + spare)) / 2;
}

function zoomTo(wanted, at = middleOfInterest()) {
  const x = inPicture(at);
  zoom = Math.min(Math.max(wanted, 1), MOST_ZOOM);
  pan = left + (x - left) * scale() - at;
  draw();
  if (chosen) tellOfChosen();
}

function panBy(pixels) {
  pan += pixels;
  draw();
}

function zoomOnto(thing) {
  const [start, end] = [number(thing, "x"), number(thing, "to")];
  const wanted = (0.8 * (right - left)) / Math.max(end - start, 0.1);
  zoom = Math.min(Math.max(wanted, 1), MOST_ZOOM);
  pan = ((start + end) / 2 - left) * scale() - (right - left + spare) / 2;
  draw();
}

function reveal(thing) {
  const start = place(Math.max(startOf(thing), left));
  const end = Number.isFinite(endOf(thing)) ? place(endOf(thing)) : start;
  const edge = right + spare;
  if (end < left + 20 || start > edge - 20) panBy((start + end) / 2 - (left + edge) / 2);
}

picture.addEventListener("wheel", (event) => {
  const at = event.clientX - svg.getBoundingClientRect().left;
  if (event.ctrlKey || event.metaKey) {
    zoomTo(zoom * Math.exp(-event.deltaY / 300), at);
  } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    panBy(event.deltaX || event.deltaY);
  } else {
    return; // the page scrolls
  }
  event.preventDefault();
}, { passive: false });

let dragged = null;
picture.addEventListener("pointerdown", (event) => {
  if (event.button === 0 && !event.target.closest("text")) dragged = event.clientX + pan;
});
window.addEventListener("pointermove", (event) => {
  if (dragged === null) return;
  picture.classList.add("dragged");
  pan = dragged - event.clientX;
  draw();
});
for (const over of ["pointerup", "pointercancel"]) {
  window.addEventListener(over, () => {
    dragged = null;
    picture.classList.remove("dragged");
  });
}
picture.addEventListener("dblclick", (event) => {
  const thing = thingAt(event.target);
  if (thing?.dataset.to !== undefined) zoomOnto(thing);
});

// ---- details ----

let chosen = null;

function thingAt(element) {
  while (element && element !== picture && !hoverText.has(element)) element = element.parentNode;
  return hoverText.has(element) ? element : null;
}

function show(thing, x, y) {
  details.textContent = thing ? hoverText.get(thing) : "";
  if (!thing) return;
  const { width: wide, height: high } = details.getBoundingClientRect();
  details.style.left = `${Math.max(Math.min(x + 14, innerWidth - wide - 8), 4)}px`;
  details.style.top = `${y + 18 + high < innerHeight ? y + 18 : Math.max(y - high - 12, 4)}px`;
}

function choose(thing) {
  chosen?.classList.remove("chosen");
  chosen = thing;
  if (!thing) return show(null);
  thing.classList.add("chosen");
  reveal(thing);
  thing.scrollIntoView({ block: "nearest", inline: "nearest" });
  tellOfChosen();
}

function tellOfChosen() {
  const seen = chosen.getBoundingClientRect();
  show(chosen, Math.min(Math.max(seen.left, 0), innerWidth / 2), seen.bottom - 12);
}

picture.addEventListener("pointermove", (event) => {
  const thing = dragged === null ? thingAt(event.target) : null;
  if (thing || !chosen) show(thing, event.clientX, event.clientY);
});
picture.addEventListener("pointerleave", () => show(null));
picture.addEventListener("click", (event) => choose(thingAt(event.target)));

// ---- the filter ----

// Tasks of that name are shown, or else those whose texts have it; and so are the
// tasks around them.
function filter() {
  const text = search.value.trim().toLowerCase();
  const named = lanes.filter((lane) => lane.name.includes(text));
  const telling = lanes.filter((lane) => lane.text.includes(text));
  const found = new Set(named.length ? named : telling);
  for (const lane of lanes) lane.shown = found.has(lane);
  for (const lane of found) {
    for (let up = laneOf.get(lane.parent); up; up = laneOf.get(up.parent)) up.shown = true;
  }
  for (const lane of lanes) {
    for (const part of [lane.group, lane.end]) part.classList.toggle("faint", !found.has(lane));
  }
  const hidden = lanes.filter((lane) => !lane.shown);
  const span = (lane) => [lane.middle - pitch / 2, lane.middle + pitch / 2];
  const within = (lane, box) => lane.middle > number(box, "top") && lane.middle < number(box, "bottom");
  const empty = boxes.filter((box) => lanes.every((lane) => !(lane.shown && within(lane, box))))
    .map((box) => [number(box, "top"), number(box, "bottom")]);
  const outer = empty.filter((box) => !empty.some((other) => other !== box && other[0] <= box[0] && box[1] <= other[1]));
  const alone = hidden.map(span).filter(([top, end]) => !outer.some((box) => box[0] <= top && end <= box[1]));
  holes = [...outer, ...alone];
  count.textContent = text ? `${found.size} of ${lanes.length} tasks` : "";
  if (chosen && !lanes.some((lane) => lane.shown && lane.things.includes(chosen))) choose(null);
  draw();
}

// ---- the keyboard ----

function step(down, along) {
  const shown = lanes.filter((lane) => lane.shown);
  const at = shown.findIndex((lane) => lane.things.includes(chosen));
  if (at < 0) return choose(shown[0]?.things[0] ?? null);
  const { things } = shown[at];
  const visible = (list) => list.filter((thing) => !thing.classList.contains("hidden"));
  if (along) {
    const row = visible(things);
    return choose(row[Math.min(Math.max(row.indexOf(chosen) + along, 0), row.length - 1)]);
  }
  const to = visible(shown[Math.min(Math.max(at + down, 0), shown.length - 1)].things);
  // What the other task did at that time.
  const time = startOf(chosen);
  choose(to.findLast((thing) => startOf(thing) <= time) ?? to[0]);
}

const KEYS = {
  ArrowDown: () => step(1, 0),
  ArrowUp: () => step(-1, 0),
  ArrowRight: (event) => (event.shiftKey ? panBy(80) : step(0, 1)),
  ArrowLeft: (event) => (event.shiftKey ? panBy(-80) : step(0, -1)),
  "+": () => zoomTo(zoom * 1.5),
  "=": () => zoomTo(zoom * 1.5),
  "-": () => zoomTo(zoom / 1.5),
  0: () => zoomTo(1),
  Enter: () => chosen?.dataset.to !== undefined && zoomOnto(chosen),
  Escape: () => choose(null),
  "/": () => search.focus(),
};
picture.addEventListener("keydown", (event) => {
  const act = event.ctrlKey || event.metaKey || event.altKey ? null : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act(event);
});
picture.addEventListener("blur", () => choose(null));

// ---- the controls ----

for (const box of all("input[type=checkbox]", controls)) {
  box.parentNode.hidden = !all(`path.${box.name}[data-bow]`).length;
  box.addEventListener("change", draw);
}
search.addEventListener("input", filter);
search.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  search.value = "";
  filter();
});
controls.addEventListener("submit", (event) => event.preventDefault());
controls.elements.in.addEventListener("click", () => zoomTo(zoom * 1.5));
controls.elements.out.addEventListener("click", () => zoomTo(zoom / 1.5));
controls.elements.whole.addEventListener("click", () => zoomTo(1));
function fit() {
  spare = Math.max(picture.clientWidth - width, 0);
  draw();
}
window.addEventListener("resize", fit);
controls.hidden = false;
document.getElementById("help").hidden = false;
fit();
