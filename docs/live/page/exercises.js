// What the pages of the workshop load at once: the marks of what is done, and the buttons of
// an exercise, which load the rest. What the reader writes is kept in the browser, for each
// exercise: its text, the text that has passed, and the one that was there before a reset.
(() => {
  const here = new URL(".", document.currentScript.src).href;
  const address = (name) => `trio-patterns/exercise/${name}`;

  const store = {
    read(name) {
      try {
        return JSON.parse(localStorage.getItem(address(name))) ?? {};
      } catch {
        return {};  // not allowed, or not ours
      }
    },
    write(name, kept) {
      try {
        localStorage.setItem(address(name), JSON.stringify(kept));
        return true;
      } catch {
        return false;  // not allowed, or full
      }
    },
  };

  // What is done is what passes its check as it stands.
  const isDone = ({ text, passed }) => passed !== undefined && passed === text;

  const marks = [...document.querySelectorAll("[data-mark-of]")];
  for (const mark of marks) {
    const kept = store.read(mark.dataset.markOf);
    mark.textContent = isDone(kept) ? "✓ done" : kept.text === undefined ? "" : "begun";
    mark.className = isDone(kept) ? "is-done" : "";
  }
  const done = marks.filter((mark) => mark.className).length;
  const summary = document.querySelector(".exercises-done");
  if (summary && done) {
    summary.textContent = `${done} of ${marks.length} are done.`;
    summary.hidden = false;
  }

  const box = document.querySelector("[data-exercise]");
  if (!box) return;
  const bar = box.querySelector(".live-bar");
  const note = bar.querySelector(".live-note");
  if (location.protocol === "file:") {
    // A browser lets a file load neither modules nor workers.
    for (const part of bar.querySelectorAll("button, label")) part.hidden = true;
    note.textContent = "To solve it here the page must come from a web server: trio-patterns docs starts one.";
    bar.hidden = false;
    return;
  }

  const about = JSON.parse(box.dataset.exercise);
  const LOST = "It could not be loaded: ";
  let exercise;
  const press = async (name, ...args) => {
    exercise ??= import(`${here}exercise.js`).then(({ Exercise }) => new Exercise(box, about, store));
    exercise.catch(() => { exercise = undefined; });
    try {
      await (await exercise)[name](...args);
      if (note.textContent.startsWith(LOST)) note.textContent = "";
    } catch (error) {
      note.textContent = `${LOST}${error.message}`;
    }
  };
  for (const button of bar.querySelectorAll("button")) {
    button.addEventListener("click", (event) => press(button.dataset.do, event));
  }
  window.addEventListener("storage", ({ key }) => {
    if (key !== address(about.name)) return;
    note.textContent = "This exercise is open in another tab, too: what is written last is kept.";
  });
  bar.hidden = false;
  const kept = store.read(about.name);
  if (isDone(kept)) note.textContent = "✓ done";
  // The reader has asked for the editor when the text was begun.
  if (kept.text !== undefined || kept.before !== undefined) press("open");
})();
