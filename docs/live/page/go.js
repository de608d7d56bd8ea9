// The Go originals: one WebAssembly module holds all of them, and runs the one that is
// named; those with net/http are in a second, three times as large.
import { run } from "./wasi.js";

export class Go {
  #modules = new Map();
  #compiled;

  // `compiled(name)` gives the module of that name, compiled.
  constructor(compiled) {
    this.#compiled = compiled;
  }

  async prepare({ module }) {
    if (!this.#modules.has(module)) this.#modules.set(module, await this.#compiled(module));
  }

  async handle({ module, program, clock }, printer) {
    const args = ["program", program, clock];
    try {
      const write = (fd, bytes) => printer.write(fd, bytes);
      return { status: await run(this.#modules.get(module), args, write) };
    } finally {
      printer.end();
    }
  }
}
