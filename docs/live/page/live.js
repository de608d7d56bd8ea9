// The bar below each pair. Nothing is loaded before one of its buttons is pressed; the
// first press loads `pair.js`, which does what the buttons say.
(() => {
  const { src, dataset } = document.currentScript;
  const here = new URL(".", src).href;
  // What Go's compiler takes to load, in MB, with each group of packages more.
  const compiler = JSON.parse(dataset.compiler ?? "[]");
  const boxes = [...document.querySelectorAll("[data-live]")];

  const LACKS = {
    processors: "more than one processor",
    processes: "other processes",
  };

  // What can't run here, and why; "" if all can.
  const excuse = (sides) =>
    sides
      .filter((side) => side.lacks)
      .map((side) => `${side.title} can’t run in a browser: it needs ${LACKS[side.lacks] ?? side.lacks}.`)
      .join(" ");

  const bar = (box, title) => {
    const element = document.createElement("div");
    element.className = "live-bar";
    element.role = "group";
    element.ariaLabel = title;
    box.after(element);
    return element;
  };

  const note = (textContent) =>
    Object.assign(document.createElement("span"), { className: "live-note", role: "status", textContent });

  if (location.protocol === "file:") {
    // A browser lets a file load neither modules nor workers.
    const text = "To run these programs here the page must come from a web server: trio-patterns docs starts one.";
    if (boxes.length) bar(boxes[0], "Run this pair").append(note(text));
    return;
  }

  const addButtons = (box) => {
    const about = JSON.parse(box.dataset.live);
    const able = about.sides.filter((side) => !side.lacks && !side.refused);
    const why = excuse(about.sides);
    if (!able.length && !why) return;
    const element = bar(box, "Run this pair");
    if (!able.length) {
      element.append(note(why));
      return;
    }
    let pair;
    box.livePair = () => {
      pair ??= import(`${here}pair.js`).then(({ Pair }) => new Pair(box, element, about));
      pair.catch(() => { pair = undefined; });
      return pair;
    };
    const said = note(why);
    const press = (name, ...args) => async (event) => {
      said.textContent = why;
      try {
        await (await box.livePair())[name](...args, event);
      } catch (error) {
        said.textContent = `It could not be loaded: ${error.message}`;
      }
    };
    const button = (text, title, name, ...args) => {
      const className = ["live", name, ...args].join("-");
      const made = document.createElement("button");
      Object.assign(made, { type: "button", className, textContent: text, title });
      made.onclick = press(name, ...args);
      element.append(made);
      return made;
    };
    button("Run", "Runs in this page, in your browser; Ctrl-Enter in an editor", "run");
    for (const { title, key, language, group } of able) {
      const megabytes = compiler[group];
      if (language === "python") button(`Edit ${title}`, "Opens an editor", "edit", key);
      else if (megabytes) {
        button(`Edit ${title} (${megabytes} MB)`, "Loads Go’s compiler; the browser keeps it", "edit", key).dataset.group = group;
      }
    }
    if (able.some((side) => side.language === "python")) {
      button("Every order", "Runs it in many task orders", "orders");
    }
    button("Reset", "Brings back what was here", "reset").hidden = true;
    if (about.clock === "virtual") {
      const label = document.createElement("label");
      label.innerHTML = '<input type="checkbox"> in real time';
      element.append(label);
    }
    element.append(said);
  };
  // What the browser has of the compiler already need not be loaded.
  let groups = 0;
  const forgetSizes = (count = groups) => {
    groups = Math.max(groups, count);
    for (const each of document.querySelectorAll("[data-group]")) {
      if (each.dataset.group < groups) each.textContent = each.textContent.split(" (")[0];
    }
  };
  // One of the parts is the compiler itself.
  const kept = async (name) =>
    (await caches.has(name)) ? (await (await caches.open(name)).keys()).length - 1 : 0;
  boxes.forEach(addButtons);
  kept("trio-patterns-live").then(forgetSizes, () => {});
  document.addEventListener("live-loaded", ({ detail }) => forgetSizes(detail + 1));
  // The playground brings pairs later.
  document.addEventListener("live-added", ({ target }) => {
    addButtons(target);
    forgetSizes();
  });
})();
