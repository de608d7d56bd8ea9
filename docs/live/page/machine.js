// A language, in a worker of its own, which all pairs of a page share. The worker starts
// with the first job and stays for the next ones; to stop a program its worker is ended,
// whatever the program does.

// What stops a run that begins now.
export const beginning = () => Object.assign(new AbortController(), { since: performance.now() });

// Whether a press on Stop means this run: the second click of a double one does not, nor
// one from before the run, while the page still loaded what runs it.
export const isMeantFor = (running, event) =>
  !event || (event.detail < 2 && event.timeStamp > running.since);

const STOPPED = "stopped";
const WAITING = "waiting for the program before";

class Machine {
  #language;
  #size;
  #does;
  #worker;
  #loaded = 0;
  #isReady = false;
  #jobs = [];  // the first is at work, the others wait

  // `size` is about what it will load, in bytes; `does` says what it does with a job.
  constructor(language, size, does = "running") {
    this.#language = language;
    this.#size = size;
    this.#does = does;
  }

  // Does a job after those before it. `on.lines(lines)` gets what is printed, `on.state(text)`
  // what goes on. Resolves to the result, or to {ended: why}. Aborting the `signal` stops this
  // job, and none of another pair.
  run(job, on, signal) {
    if (signal?.aborted) return Promise.resolve({ ended: STOPPED });
    return new Promise((resolve) => {
      const one = { job, on, resolve };
      this.#jobs.push(one);
      signal?.addEventListener("abort", () => this.#stop(one));
      if (this.#jobs.length === 1) this.#begin(one);
      else on.state(this.#isReady ? WAITING : this.#progress());
    });
  }

  // Ends the worker, and gives the job that it is at this result.
  kill(result) {
    const [one] = this.#jobs;
    if (!one) return;
    this.#end();
    this.#over(one, result);
  }

  #stop(one) {
    const place = this.#jobs.indexOf(one);
    if (place === 0) this.kill({ ended: STOPPED });
    else if (place > 0) this.#over(one, { ended: STOPPED });
  }

  #over(one, result) {
    const isAtWork = this.#jobs[0] === one;
    this.#jobs = this.#jobs.filter((other) => other !== one);
    one.resolve(result);
    if (isAtWork && this.#jobs.length) this.#begin(this.#jobs[0]);
  }

  #begin(one) {
    const { job, on } = one;
    const worker = this.#start();
    on.state(this.#isReady ? this.#does : this.#progress());
    worker.onerror = (event) => this.kill({ ended: event.message ?? "the worker has failed" });
    worker.onmessage = ({ data }) => {
      if (worker !== this.#worker) return;  // it was ended while this came
      if (data.loaded) {
        this.#loaded += data.loaded;
        // Whoever waits, waits for that.
        for (const { on } of this.#jobs) on.state(this.#progress());
      } else if (data.ready) {
        this.#isReady = true;
        for (const { on } of this.#jobs) on.state(WAITING);
        on.state(this.#does);
      } else if (data.lines) {
        on.lines(data.lines);
      } else if (data.failed !== undefined) {
        this.kill({ ended: data.failed });
      } else if (data.result) {
        // A run that was broken off leaves its worker of no use.
        if (data.result.asleep) this.#end();
        this.#over(one, data.result);
      }
    };
    worker.postMessage(job);
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

  async run(job, on, signal) {
    if (job.source === undefined) return this.#programs.run(job, on, signal);
    const result = await this.#compiler.run(job, on, signal);
    // The compiler has said why.
    if (!result.compiled) return result;
    return this.#programs.run({ ...job, compiled: result.compiled }, on, signal);
  }

  kill(result) { this.#programs.kill(result); }
}

export const machines = { python: new Machine("python", 6.9e6), go: new GoMachine() };
