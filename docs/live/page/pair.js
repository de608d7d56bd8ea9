// A pair that runs: both programs at once, each in its language's worker, and what they
// print in the place of what was recorded.
import { machines } from "./machine.js";
import { make, Output, placeOf } from "./output.js";

export class Pair {
  #bar;
  #about;
  #outputs;
  #recorded;
  #verdict;
  #isRunning = false;

  // `about` is what the page says of the pair in its `data-live`.
  constructor(box, bar, about) {
    this.#bar = bar;
    this.#about = about;
    this.#outputs = bar.nextElementSibling;
    this.#recorded = [...this.#outputs.children];
  }

  #part(name) { return this.#bar.querySelector(`.live-${name}`); }
  get #able() { return this.#about.sides.filter((side) => !side.lacks && !side.refused); }

  async run() {
    if (this.#isRunning) return this.#stop();
    this.#begin();
    const isReal = this.#bar.querySelector("input")?.checked;
    const clock = isReal ? "real" : this.#about.clock;
    const outputs = new Map(this.#able.map((side) => [side, new Output(side, clock === "virtual")]));
    this.#show(outputs);
    await Promise.all([...outputs].map(async ([side, output]) => {
      const machine = machines[side.language];
      let hanging;
      const result = await machine.run(this.#job(side, clock), {
        lines: (lines) => {
          output.lines(lines);
          // What hangs by design is ended when it has proved it.
          if (side.hangs && output.printedLines >= side.hangs.after) {
            hanging ??= setTimeout(() => machine.kill({ status: -9, asleep: true }), 1000 * side.hangs.seconds);
          }
        },
        state: (text) => output.state(text),
      });
      clearTimeout(hanging);
      output.end(result);
    }));
    if (clock === this.#about.clock) await this.#judge(outputs);
    this.#end();
  }

  #job(side, clock) {
    const { program, module } = side;
    const signals = side.language === "python" ? this.#about.signals : undefined;
    return { do: "run", program, clock, module, signals };
  }

  // The live outputs; of a side that can't run, what was recorded.
  #show(outputs) {
    const boxes = this.#about.sides.map((side) =>
      outputs.get(side)?.element ??
      this.#recorded.find((box) => box.classList.contains(`output-${placeOf(side.key)}`)),
    );
    this.#outputs.replaceChildren(...boxes.filter(Boolean));
  }

  // Compares the outputs by the pair's own rule, which Python has. A side that can't run
  // here and was not recorded is left out where the rule holds each side to its own.
  async #judge(outputs) {
    const { sides, construct, clock } = this.#about;
    const able = [...outputs.keys()];
    if (!able.some((side) => side.language === "python")) return;
    if ([...outputs.values()].some((output) => output.status === undefined)) return;
    const rule = { ...this.#about.rule };
    const printed = [];
    for (const side of sides) {
      const said = outputs.get(side)?.printed ?? side.recorded;
      if (said) printed.push(said);
      else if (["different", "check"].includes(rule.compare)) delete rule[side.key];
      else return;
    }
    const job = { do: "compare", construct, clock, rule, outputs: printed };
    const { differences } = await machines.python.run(job, { lines() {}, state() {} });
    if (!differences) return;
    const says = differences.length ? differences : [this.#equal()];
    const className = `live-verdict ${differences.length ? "live-differs" : ""}`;
    const head = make("strong", { textContent: differences.length ? "They differ: " : "✓ " });
    this.#verdict = make("p", { className, role: "status" }, head, says.slice(0, 3).join("; "));
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

  #begin() {
    this.#isRunning = true;
    this.#verdict?.remove();
    this.#part("run").textContent = "Stop";
    this.#part("reset").hidden = false;
  }

  #end() {
    this.#isRunning = false;
    this.#part("run").textContent = "Run";
  }

  #stop() {
    for (const { language } of this.#able) machines[language].stop();
  }

  reset() {
    if (this.#isRunning) this.#stop();
    this.#verdict?.remove();
    this.#outputs.replaceChildren(...this.#recorded);
    this.#part("reset").hidden = true;
    this.#part("run").focus();
  }
}
