// One program of a pair: its text on the page, and the editor that can take its place.
import { make, placeOf } from "./output.js";

export class Side {
  #figure;
  #original;
  #view;

  // `about` is what the page says of the side.
  constructor(about, figure) {
    Object.assign(this, about);
    this.#figure = figure;
    // All of the text is there, also what is folded; the marks are not part of it.
    const lines = figure.querySelectorAll(".code .line");
    this.#original = [...lines].map((line) => line.textContent).join("").trimEnd() + "\n";
  }

  get canRun() { return !this.lacks && !this.refused; }
  get isOpen() { return this.#view !== undefined; }
  get text() { return this.#view?.state.doc.toString() ?? this.#original; }
  get isEdited() { return this.text !== this.#original; }

  // Brings the editor to the reader, as by a press.
  async edit(run, changed) {
    // On a narrow page the program may be behind its tab.
    const tab = this.#figure.closest(".pair").querySelector(`input[value="${placeOf(this.key)}"]`);
    if (!tab.checked) tab.click();
    await this.open(run, changed);
    this.#view.focus();
  }

  // Puts an editor in the program's place. `run()` is for Ctrl-Enter, `changed()` for each
  // change.
  async open(run, changed, text = this.#original) {
    const { edit } = await import("./parts/editor.js");
    if (this.isOpen) return;
    const block = this.#figure.querySelector(".highlight");
    const parent = make("div", { className: "live-editor" });
    block.hidden = true;
    block.after(parent);
    const label = `${this.title}: ${this.program}`;
    this.#view = edit({ parent, text, language: this.language, label, run, changed });
  }

  reset() {
    this.#view?.destroy();
    this.#view = undefined;
    this.#figure.querySelector(".live-editor")?.remove();
    this.#figure.querySelector(".highlight").hidden = false;
  }
}
