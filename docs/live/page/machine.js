// A language, in a worker of its own. The worker starts with the first job and stays for
// the next ones; to stop a program its worker is ended, whatever the program does.

class Machine {
  #language;
  #size;
  #does;
  #worker;
  #loaded = 0;
  #isReady = false;
  #stopJob;
  #last = Promise.resolve();
  #stops = 0;

  // `size` is about what it will load, in bytes; `does` says what it does with a job.
  constructor(language, size, does = "running") {
    this.#language = language;
    this.#size = size;
    this.#does = does;
  }

  // Does a job after those before it. `on.lines(lines)` gets what is printed, `on.state(text)`
  // what goes on. Resolves to the result, or to {ended: why}.
  run(job, on) {
    const stops = this.#stops;
    const next = this.#last.then(() =>
      // A stop counts for the jobs that wait, too.
      stops === this.#stops ? this.#run(job, on) : { ended: "stopped" },
    );
    this.#last = next;
    return next;
  }

  stop(why = "stopped") {
    this.#stops += 1;
    this.kill({ ended: why });
  }

  // Ends the worker, and gives the job that it is at this result.
  kill(result) {
    if (!this.#stopJob) return;
    this.#end();
    this.#stopJob(result);
  }

  #run(job, on) {
    return new Promise((resolve) => {
      const over = (result) => {
        this.#stopJob = undefined;
        resolve(result);
      };
      this.#stopJob = over;
      const worker = this.#start();
      on.state(this.#isReady ? this.#does : this.#progress());
      worker.onerror = (event) => this.stop(event.message ?? "the worker has failed");
      worker.onmessage = ({ data }) => {
        if (data.loaded) {
          this.#loaded += data.loaded;
          on.state(this.#progress());
        } else if (data.ready) {
          this.#isReady = true;
          on.state(this.#does);
        } else if (data.lines) {
          on.lines(data.lines);
        } else if (data.failed) {
          this.stop(data.failed);
        } else {
          // A run that was broken off leaves its worker of no use.
          if (data.result.asleep) this.#end();
          over(data.result);
        }
      };
      worker.postMessage(job);
    });
  }

  #start() {
    this.#worker ??= new Worker(new URL("worker.js", import.meta.url), {
      type: "module", name: this.#language,
    });
    return this.#worker;
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#isReady = false;
    this.#loaded = 0;
  }

  #progress() {
    const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
    return `loading: ${megabytes(this.#loaded)} of ${megabytes(Math.max(this.#size, this.#loaded))} MB`;
  }
}

// Go: an edited program is compiled before it runs, in another worker, which keeps the
// compiler when the program has to be stopped.
class GoMachine {
  #programs = new Machine("go", 1.5e6);
  #compiler = new Machine("compiler", 11.6e6, "compiling");

  // Loads the compiler, and what this program imports.
  prepare(source, on) {
    return this.#compiler.run({ do: "prepare", source }, on);
  }

  async run(job, on) {
    if (job.source === undefined) return this.#programs.run(job, on);
    const result = await this.#compiler.run(job, on);
    // The compiler has said why.
    if (!result.compiled) return result;
    return this.#programs.run({ ...job, compiled: result.compiled }, on);
  }

  stop() {
    this.#compiler.stop();
    this.#programs.stop();
  }

  kill(result) { this.#programs.kill(result); }
}

export const machines = { python: new Machine("python", 6.9e6), go: new GoMachine() };
