// A pair that runs: both programs at once, each in its language's worker, and what they
// print in the place of what was recorded.
import { beginning, isMeantFor, machines } from "./machine.js";
import { drawing, make, Output, placeOf } from "./output.js";
import { Side } from "./side.js";

const SCHEDULES = 100;
// The exit status of a program that was killed, as the recordings have it.
const KILLED = -9;

export class Pair {
  #bar;
  #about;
  #sides;
  #outputs;
  #recorded;
  #picture;
  #verdict;
  #running;  // what stops it

  // `about` is what the page says of the pair in its `data-live`.
  constructor(box, bar, about) {
    this.#bar = bar;
    this.#about = about;
    const figures = box.querySelectorAll("figure.side");
    this.#sides = about.sides.map((side, index) => new Side(side, figures[index]));
    this.#outputs = bar.nextElementSibling;
    this.#recorded = [...this.#outputs.children];
    this.#picture = new Picture(this.#outputs);
  }

  #part(name) { return this.#bar.querySelector(`.live-${name}`); }
  get #able() { return this.#sides.filter((side) => side.canRun); }
  get #isEdited() { return this.#sides.some((side) => side.isEdited); }

  // Runs both sides, or stops them: `event` is a press, if it is one.
  async run(event) {
    if (this.#running) return isMeantFor(this.#running, event) && this.#running.abort();
    const isReal = this.#bar.querySelector("input")?.checked;
    const clock = isReal ? "real" : this.#about.clock;
    const outputs = new Map(this.#able.map((side) => [side, new Output(side, clock === "virtual")]));
    this.#begin(this.#sides.map((side) => outputs.get(side)?.element ?? this.#recordedOf(side)));
    await Promise.all([...outputs].map(([side, output]) => this.#runSide(side, output, clock)));
    if (clock === this.#about.clock) await this.#judge(outputs);
    this.#end();
  }

  #do(job, on, language = "python") {
    return machines[language].run(job, on, this.#running.signal);
  }

  async #runSide(side, output, clock) {
    let hanging;
    const result = await this.#do(this.#job(side, { do: "run", clock }), {
      state: (text) => output.state(text),
      lines: (lines) => {
        output.lines(lines);
        // What hangs by design is ended when it has proved it.
        if (side.hangs && !side.isEdited && output.printedLines >= side.hangs.after) {
          const kill = () => machines[side.language].kill({ status: KILLED, asleep: true });
          hanging ??= setTimeout(kill, 1000 * side.hangs.seconds);
        }
      },
    }, side.language);
    clearTimeout(hanging);
    output.end(result, side.isEdited);
    if (side.key === "trio") this.#picture.show(result.picture, "The run in Trio, just now");
  }

  #job(side, what) {
    const { title, signals } = this.#about;
    const { program, module } = side;
    const job = { ...what, program, module };
    if (side.language === "python") Object.assign(job, { title, signals });
    if (side.isEdited) job.source = side.text;
    return job;
  }

  #recordedOf(side) {
    return this.#recorded.find((box) => box.classList.contains(`output-${placeOf(side.key)}`));
  }

  // Compares the outputs by the pair's own rule, which Python has. A side that can't run
  // here and was not recorded is left out where the rule holds each side to its own.
  async #judge(outputs) {
    const { construct, clock } = this.#about;
    if (![...outputs.keys()].some((side) => side.language === "python")) return;
    if ([...outputs.values()].some((output) => output.status === undefined)) return;
    const rule = { ...this.#about.rule };
    const edited = this.#isEdited;
    // How each of them ends was said of the originals.
    if (edited && rule.compare === "different") return;
    const printed = [];
    for (const side of this.#sides) {
      const said = outputs.get(side)?.printed ?? side.recorded;
      if (said) printed.push(said);
      else if (["different", "check"].includes(rule.compare)) delete rule[side.key];
      else return;
    }
    const job = { do: "compare", construct, clock, rule, edited, outputs: printed };
    const { differences } = await this.#do(job, { lines() {}, state() {} });
    if (!differences) return;
    const className = `live-verdict ${differences.length ? "live-differs" : ""}`;
    const head = make("strong", { textContent: differences.length ? "They differ: " : "✓ " });
    const says = differences.length ? differences.slice(0, 3).join("; ") : this.#equal();
    this.#verdict = make("p", { className, role: "status" }, head, says);
    this.#outputs.after(this.#verdict);
  }

  #equal() {
    const { sides, rule, clock } = this.#about;
    if (rule.compare === "different") {
      return sides.length > 1 ? "Each ends as it should: different, by design." : "It ends as it should.";
    }
    if (rule.compare === "check") return "Both keep the promise of this page.";
    const order = rule.compare === "groups" ? ", but for an order that neither promises" : "";
    const times = clock === "virtual" ? "the same lines at the same times" : "the same lines";
    return `Both print ${times}${order}.`;
  }

  // Runs each Trio program in many task orders, and shows the first that does something else.
  async orders() {
    if (this.#running) return;
    const sides = this.#able.filter((side) => side.language === "python");
    const outputs = sides.map((side) => new Output(side, true, `${side.title} in every task order`));
    this.#begin(outputs.map((output) => output.element));
    for (const [index, side] of sides.entries()) {
      const output = outputs[index];
      const on = { state: (text) => output.state(text), lines() {} };
      const found = await this.#do(this.#job(side, { do: "orders", schedules: SCHEDULES }), on);
      this.#showOrders(output, found);
      output.end({ ended: found.ended }, side.isEdited);
    }
    this.#end();
  }

  #showOrders(output, found) {
    if (found.ended) return;
    const text = (lines, fd = 1) => output.lines(lines.trimEnd().split("\n").map((line) => [fd, line]));
    if (found.schedules) {
      output.head(
        found.schedules === 1 ? "The same in the one task order that there is:"
          : found.complete ? `The same in all ${found.schedules} task orders that there are:`
            : `The same in ${found.schedules} task orders, and there are more:`,
      );
      text(found.first);
    } else if (found.order === undefined) {
      text(found.error ?? "it could not be run", 2);
    } else {
      if (!found.error) {
        output.head("In the first task order it prints");
        text(found.first);
      }
      output.head(found.error ? `It fails in task order ${found.order}:` : `and in task order ${found.order}`);
      text(found.out);
      if (found.error) text(found.error, 2);
      else output.head(`explore(main, schedules=1, seed=${found.seed}) repeats it`, "live-note");
      this.#picture.show(found.picture, `The run in task order ${found.order}`);
    }
  }

  #changed = () => { this.#part("reset").hidden = false; };

  async edit(key) {
    const side = this.#sides.find((side) => side.key === key);
    await side.edit(() => this.run(), this.#changed);
    this.#changed();
    if (side.language === "go") await this.#loadCompiler(side);
  }

  // Opens all editors, with these programs in them, by the keys of their sides; or with
  // those of the page.
  async write(programs) {
    for (const side of this.#able) {
      await side.open(() => this.run(), this.#changed, programs[side.key]);
    }
    this.#changed();
  }

  // What stands in the columns.
  get programs() {
    return Object.fromEntries(this.#able.map((side) => [side.key, side.text]));
  }

  // While the reader begins to edit.
  async #loadCompiler(side) {
    const note = this.#part("note");
    note.textContent = "Go’s compiler is being loaded.";
    const { ended } = await machines.go.prepare(side.text, { lines() {}, state() {} });
    note.textContent = ended
      ? `Go’s compiler could not be loaded: ${ended}`
      : "Go’s compiler is here: Run compiles what you write.";
    // The buttons need not say any more what it takes.
    if (!ended) document.dispatchEvent(new CustomEvent("live-loaded", { detail: side.group }));
  }

  reset() {
    this.#running?.abort();
    for (const side of this.#sides) side.reset();
    this.#verdict?.remove();
    this.#outputs.replaceChildren(...this.#recorded);
    this.#picture.reset();
    this.#part("reset").hidden = true;
    this.#part("run").focus();
  }

  #begin(boxes) {
    this.#running = beginning();
    this.#verdict?.remove();
    this.#outputs.replaceChildren(...boxes.filter(Boolean));
    this.#part("run").textContent = "Stop";
    this.#part("reset").hidden = false;
  }

  #end() {
    this.#running = undefined;
    this.#part("run").textContent = "Run";
  }
}

// The picture below the outputs: the recorded one, if there is one, or that of a run.
class Picture {
  #outputs;
  #recorded;
  #live;

  constructor(outputs) {
    this.#outputs = outputs;
    const next = outputs.nextElementSibling;
    this.#recorded = next?.matches(".picture") ? next : undefined;
  }

  show(svg, caption) {
    if (!svg) return;
    this.reset();
    const scroll = make("div", { className: "scroll", tabIndex: 0 }, ...drawing(svg));
    const head = make("figcaption", { textContent: caption });
    this.#live = make("figure", { className: "picture live-picture" }, head, scroll);
    if (this.#recorded) this.#recorded.replaceWith(this.#live);
    else this.#outputs.after(this.#live);
  }

  reset() {
    if (this.#recorded) this.#live?.replaceWith(this.#recorded);
    else this.#live?.remove();
    this.#live = undefined;
  }
}
