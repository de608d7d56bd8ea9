// Go's own compiler and linker, which make a WebAssembly module of an edited program.
import { Files } from "./files.js";
import { run } from "./wasi.js";

// On the virtual clock `main` runs in a bubble of `synctest`, as for the recordings: here
// before it would begin by itself. The names are ones that no program has.
const CLOCK = "virtual_clock.go";
const BUBBLE = `package main

import (
	os_ "os"

	synctest_ "internal/synctest"

	plainlog_ "example.com/triopatterns/plainlog"
)

func init() {
	synctest_.Run(func() {
		plainlog_.ShowTimes()
		main()
		plainlog_.End()
		os_.Exit(0)
	})
}
`;

const encode = (text) => new TextEncoder().encode(text);

// The environment of both tools. More garbage is faster than a collector at work.
const ENVIRONMENT = ["GOOS=wasip1", "GOARCH=wasm", "PWD=/", "TMPDIR=/", "GOGC=400"];

export class Compiler {
  #index;
  #tools;
  #bytes;
  #groups = [];
  #packages = {};

  // `index` says which parts there are, `compiled(part)` and `bytes(part)` give one.
  constructor(index, compiled, bytes) {
    this.#index = index;
    this.#tools = compiled(index.tools);
    this.#bytes = bytes;
  }

  // Loads what the program imports.
  async prepare({ source }) {
    const named = new Set([...source.matchAll(/["`]([\w./-]+)["`]/g)].map(([, name]) => name));
    const groups = this.#index.groups;
    const last = groups.findLastIndex(({ packages }) =>
      Object.keys(packages).some((name) => named.has(name)),
    );
    // The first holds the runtime.
    for (const [number, { packages }] of groups.slice(0, Math.max(last, 0) + 1).entries()) {
      this.#groups[number] ??= this.#bytes(groups[number]);
      const whole = await this.#groups[number];
      for (const [name, [start, size]] of Object.entries(packages)) {
        this.#packages[name] = whole.subarray(start, start + size);
      }
    }
    await this.#tools;
  }

  // Gives `compiled`, the module; or what the compiler says goes to stderr, as from `go build`.
  async handle({ program, source, clock }, printer) {
    const given = { "/main.go": encode(source), [`/${CLOCK}`]: encode(BUBBLE) };
    let imports = "";
    for (const [name, archive] of Object.entries(this.#packages)) {
      given[`/packages/${name}`] = archive;
      imports += `packagefile ${name}=/packages/${name}\n`;
    }
    const files = new Files({
      ...given,
      "/imports": encode(imports),
      "/linked": encode(`${imports}packagefile main=/main.a\n`),
    });
    const sources = clock === "virtual" ? ["./main.go", `./${CLOCK}`] : ["./main.go"];
    const folder = program.slice(0, program.lastIndexOf("/"));
    const said =
      (await this.#run(files, [
        "compile", "-o", "/main.a", "-p", "main", "-complete", "-pack", "-c=1",
        `-lang=${this.#index.language}`, "-importcfg", "/imports",
        `-trimpath=/=>example.com/triopatterns/${folder}`, ...sources,
      ])) ??
      (await this.#run(files, [
        "link", "-o", "/program", "-importcfg", "/linked", "-buildmode=exe", "-s", "-w", "/main.a",
      ]));
    if (said === undefined) return { compiled: await WebAssembly.compile(files.read("/program")) };
    printer.write(2, encode(`# example.com/triopatterns/${folder}\n${inGoBuildsWords(said)}`));
    printer.end();
    return { status: 1 };
  }

  // Runs a tool, and gives what it says if it fails.
  async #run(files, args) {
    let said = "";
    const decoder = new TextDecoder();
    const write = (_fd, bytes) => { said += decoder.decode(bytes, { stream: true }); };
    const status = await run(await this.#tools, args, write, { files, environment: ENVIRONMENT });
    return status ? said || `${args[0]}: exit status ${status}\n` : undefined;
  }
}

// `go build` looks for packages and for `main` itself, before it calls the compiler.
function inGoBuildsWords(said) {
  return said
    .replace(/(could not import \S+) \(open : .*\)/g, "$1 (this page has no such package)")
    .replace(new RegExp(`^\\./${CLOCK}:.*$`, "gm"), "function main is undeclared in the main package");
}
