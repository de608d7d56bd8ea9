// An exercise on its page: the editor, Check with its verdict, Run with what it prints.
import { Checker } from "./checker.js";
import { beginning, isMeantFor, machines } from "./machine.js";
import { drawing, make, Output } from "./output.js";

const MOST_ROWS = 14;

// What stands between backticks is code.
const withCode = (text) =>
  text.split(/`([^`]+)`/).map((part, index) => (index % 2 ? make("code", { textContent: part }) : part));

export class Exercise {
  #bar;
  #about;
  #store;
  #figure;
  #said;
  #original;
  #kept;
  #view;
  #checker = new Checker();
  #busy;  // the button that is "Stop" meanwhile
  #running;

  // `about` is what the page says of it, `store` where the browser keeps what is written.
  constructor(box, about, store) {
    this.#bar = box.querySelector(".live-bar");
    this.#about = about;
    this.#store = store;
    this.#figure = box.querySelector(".side");
    this.#said = box.querySelector(".exercise-said");
    const lines = this.#figure.querySelectorAll(".code .line");
    this.#original = [...lines].map((line) => line.textContent).join("").trimEnd() + "\n";
    this.#kept = store.read(about.name);
  }

  #button(name) { return this.#bar.querySelector(`[data-do="${name}"]`); }
  get #note() { return this.#bar.querySelector(".live-note"); }
  get #text() { return this.#view?.state.doc.toString() ?? this.#kept.text ?? this.#original; }
  get #clock() { return this.#bar.querySelector("input")?.checked ? "real" : this.#about.clock; }

  // Opens the editor, with what was written before.
  async open() {
    if (this.#view) return;
    const { edit } = await import("./parts/editor.js");
    if (this.#view) return;
    const block = this.#figure.querySelector(".highlight");
    const parent = make("div", { className: "live-editor" });
    block.hidden = true;
    block.after(parent);
    this.#view = edit({
      parent,
      text: this.#text,
      language: "python",
      label: `Your program, ${this.#about.file}`,
      run: () => this.check(),
      changed: () => this.#keep(),
    });
    this.#button("edit").hidden = true;
    this.#showReset();
  }

  async edit() {
    await this.open();
    this.#view.focus();
  }

  #keep(changes = {}) {
    const text = this.#text;
    Object.assign(this.#kept, { text: text === this.#original ? undefined : text }, changes);
    const isKept = this.#store.write(this.#about.name, this.#kept);
    if (!isKept) this.#state("This browser does not keep what you write: it has no room, or may not.");
    this.#showReset();
  }

  // The same button brings back what a reset has taken away.
  #showReset() {
    const isStart = this.#text === this.#original;
    const button = this.#button("reset");
    button.textContent = isStart && this.#kept.before !== undefined ? "Bring mine back" : "Reset";
    button.hidden = isStart && this.#kept.before === undefined;
  }

  reset() {
    const text = this.#text;
    const isStart = text === this.#original;
    const next = isStart ? this.#kept.before : this.#original;
    if (next === undefined) return;
    // In the editor this is a change as any other, which can be undone.
    this.#view?.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: next } });
    this.#keep({ before: isStart ? undefined : text });
    this.#said.replaceChildren();
    this.#note.textContent = "";
    this.#view?.focus();
  }

  // Checks the program as `trio-patterns learn check` does, or stops the check.
  async check(event) {
    if (this.#busy) return this.#stop("check", event);
    const text = this.#text;
    this.#begin("check");
    const verdict = await this.#checker.check(this.#about.name, text, (state) => this.#state(state));
    this.#end(verdict.ended ?? (verdict.passed ? "it passes" : "it does not pass yet"));
    if (verdict.ended) return;
    if (verdict.passed) this.#keep({ passed: text });
    this.#said.replaceChildren(...this.#verdict(verdict));
  }

  #verdict({ passed, message, printed, go }) {
    const head = make("p", { className: "exercise-verdict" },
      make("strong", { className: passed ? "is-done" : "is-wrong", textContent: passed ? "✓ " : "✗ " }),
      make("strong", { textContent: this.#about.file }));
    const parts = [head, ...message.split("\n").map((line) => make("p", {}, ...withCode(line)))];
    if (passed) {
      const link = make("a", { href: `../constructs/${this.#about.name}.html`, textContent: this.#about.construct });
      parts.push(make("p", { className: "live-note" }, link, " has ours beside the Go original."));
    } else if (printed.length) {
      parts.push(this.#sideBySide(go, printed));
    }
    return parts;
  }

  #sideBySide(go, printed) {
    const head = ["the Go original", "your program"].map((text) => make("th", { scope: "col", textContent: text }));
    const count = Math.max(go.length, printed.length);
    const rows = Array.from({ length: Math.min(count, MOST_ROWS) }, (_, number) => [go[number], printed[number]]);
    if (count > MOST_ROWS) rows.push(["...", "..."]);
    const body = rows.map((row) => make("tr", {}, ...row.map((text) => make("td", { textContent: text ?? "" }))));
    const table = make("table", { className: "exercise-lines", translate: false },
      make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
    return make("div", { className: "exercise-scroll", tabIndex: 0 }, table);
  }

  // Runs the program as it stands, or stops it.
  async run(event) {
    if (this.#busy) return this.#stop("run", event);
    const { program, title } = this.#about;
    const clock = this.#clock;
    const output = new Output({ title: "Your program", key: "trio" }, clock === "virtual");
    this.#begin("run");
    this.#said.replaceChildren(output.element);
    const job = { do: "run", clock, program, title, source: this.#text };
    const result = await machines.python.run(job, {
      state: (text) => output.state(text),
      lines: (lines) => output.lines(lines),
    }, this.#running.signal);
    output.end(result, false);
    if (result.picture) this.#said.append(this.#picture(result.picture));
    this.#end("");
  }

  #picture(svg) {
    const scroll = make("div", { className: "scroll", tabIndex: 0 }, ...drawing(svg));
    const head = make("figcaption", { textContent: "The run, just now" });
    return make("figure", { className: "picture live-picture" }, head, scroll);
  }

  #begin(name) {
    this.#busy = name;
    this.#running = beginning();
    this.#said.replaceChildren();
    this.#button(name).textContent = "Stop";
    for (const other of ["check", "run"]) this.#button(other).disabled = other !== name;
  }

  #end(text) {
    this.#button(this.#busy).textContent = this.#busy === "check" ? "Check" : "Run";
    for (const each of ["check", "run"]) this.#button(each).disabled = false;
    this.#busy = undefined;
    this.#state(text);
  }

  #stop(name, event) {
    if (name !== this.#busy || !isMeantFor(this.#running, event)) return;
    if (name === "check") this.#checker.stop();
    else this.#running.abort();
  }

  #state(text) { this.#note.textContent = text; }
}
