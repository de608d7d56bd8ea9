// The Go originals: one WebAssembly module holds all of them, and runs the one that is
// named; those with net/http are in a second, three times as large. What a reader has
// edited comes compiled with the job.
import { run } from "./wasi.js";

export class Go {
  #modules = new Map();
  #compiled;

  // `compiled(name)` gives the module of that name, compiled.
  constructor(compiled) {
    this.#compiled = compiled;
  }

  async prepare({ module, compiled }) {
    if (compiled) return;
    if (!this.#modules.has(module)) this.#modules.set(module, await this.#compiled(module));
  }

  async handle({ module, program, clock, compiled }, printer) {
    const args = compiled ? ["program"] : ["program", program, clock];
    try {
      const write = (fd, bytes) => printer.write(fd, bytes);
      return { status: await run(compiled ?? this.#modules.get(module), args, write) };
    } finally {
      printer.end();
    }
  }
}
