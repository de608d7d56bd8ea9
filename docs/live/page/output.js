// The box that shows what a program prints, as the page shows what was recorded.
const MOST_ROWS = 2000;

export const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

// What a picture is made of.
const DRAWN = new Set(
  "svg circle defs desc g marker path pattern rect style text title tspan".split(" "),
);
const LOADS = /@import|url\((?!#)/i;

// The elements of a picture that a worker has sent. A program, perhaps from somebody's link,
// can send another in its place: what would run in the page, or load something, is left out.
export function drawing(svg) {
  const { body } = new DOMParser().parseFromString(svg, "text/html");
  for (const each of body.querySelectorAll("*")) {
    const isDrawn = each instanceof SVGElement && DRAWN.has(each.localName);
    if (!isDrawn || (each.localName === "style" && LOADS.test(each.textContent))) each.remove();
    for (const { name, value } of [...each.attributes]) {
      if (/^on/i.test(name) || LOADS.test(value)) each.removeAttribute(name);
    }
  }
  return body.children;
}

// A Trio program that goes wrong stands where Go does.
export const placeOf = (key) => (key === "trio" ? "trio" : "go");

const row = (className, ...children) => make("span", { className }, ...children, "\n");

export class Output {
  #note = make("span", { textContent: "…" });
  #printed = make("div", { className: "printed", translate: false });
  #count = 0;
  printedLines = 0;  // without those of stderr
  #out = "";
  #err = "";

  constructor({ title, key }, isTimed, caption = `${title} prints`) {
    this.isTimed = isTimed;
    const head = make("figcaption", {}, caption, this.#note);
    const className = `output output-${placeOf(key)} live-output`;
    this.element = make("figure", { className }, head, this.#printed);
    // It is scrolled when it is long, also with the keyboard.
    this.#printed.tabIndex = 0;
  }

  state(text) {
    this.#note.textContent = text;
  }

  lines(lines) {
    const rows = [];
    for (const [fd, text] of lines) {
      this.#count += 1;
      if (fd === 1) {
        this.#out += `${text}\n`;
        this.printedLines += 1;
      } else {
        this.#err += `${text}\n`;
      }
      if (this.#count <= MOST_ROWS) rows.push(this.#row(fd, text));
    }
    this.#printed.append(...rows);
  }

  #row(fd, text) {
    if (fd !== 1) return row("row error", text);
    const timed = this.isTimed && /^(\d+(?:\.\d+)?)\t(.*)$/s.exec(text);
    if (!timed) return row("row", text);
    const [, seconds, rest] = timed;
    const time = make("span", { className: "time", textContent: `${seconds} s` });
    return row("row", time, " ", rest || make("span", { className: "over", textContent: "the end" }));
  }

  // A line that is not the program's.
  head(text, className = "live-head") {
    this.#printed.append(row(`row ${className}`, text));
  }

  // What the rule of the pair needs to judge it.
  get printed() {
    return { out: this.#out, err: this.#err, status: this.status };
  }

  // `result` is the worker's.
  end(result, isEdited) {
    this.#fold();
    const last = (className, text) => this.#printed.append(row(className, text));
    if (this.#count > MOST_ROWS) {
      last("row over", `and ${(this.#count - MOST_ROWS).toLocaleString("en")} lines more`);
    }
    if (result.ended) last("row over", result.ended);
    else if (result.asleep) last("row over", "it hangs: ended");
    else if (result.status) last("row error", `exit status ${result.status}`);
    else if (!this.#count) last("row over", "nothing");
    this.status = result.ended ? undefined : result.status;
    const clock = this.isTimed ? "on a virtual clock, just now" : "in real time, just now";
    this.state(isEdited ? `edited; ${clock}` : clock);
  }

  // After the first lines of an error Go prints the stacks of all its goroutines.
  #fold() {
    const errors = [...this.#printed.querySelectorAll(":scope > .error")];
    const start = errors.findIndex((it) => it.textContent.startsWith("goroutine "));
    if (start < 0) return;
    const details = make("details", {}, make("summary", { textContent: "the stacks" }));
    errors[start].before(details);
    details.append(...errors.slice(start));
  }
}
