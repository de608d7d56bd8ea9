// Checks exercises, each in a fresh worker: a check ends its Python, whatever the program
// does. The next worker starts when the one before has ended.
//
// Of a check a worker sends {ready: true} when it has loaded, {limits: {...}} when the check
// begins, {alive: true} now and then, and {result: verdict}; or {fault: why} if the check
// itself is wrong.

const wrong = ({ message }) => ({ passed: false, message, printed: [] });

export class Checker {
  #worker;
  #loaded = 0;
  #isReady = false;
  #job;  // {resolve, state, limits, all, silence}: of which the last two are timers

  // Resolves to the verdict, or to {ended: why}; `state(text)` gets what goes on.
  check(exercise, source, state) {
    return new Promise((resolve) => {
      this.#job = { resolve, state };
      this.#start();
      if (!this.#isReady) state(this.#progress());
      this.#worker.postMessage({ do: "check", exercise, source });
    });
  }

  stop(why = "stopped") {
    this.#end({ ended: why });
  }

  #start() {
    if (this.#worker) return;
    this.#loaded = 0;
    this.#isReady = false;
    this.#worker = new Worker(new URL("worker.js", import.meta.url), { type: "module", name: "python" });
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onerror = (event) => this.#end({ ended: event.message ?? "the worker has failed" });
  }

  #hear(data) {
    const job = this.#job;
    if (data.loaded) {
      this.#loaded += data.loaded;
      if (job && !this.#isReady) job.state(this.#progress());
    } else if (!job) {
      // A worker that fails while it waits fails again when it is asked.
    } else if (data.ready) {
      this.#isReady = true;
      job.state("checking");
    } else if (data.limits) {
      job.limits = data.limits;
      job.all = this.#after(data.limits.all);
      job.silence = this.#after(data.limits.silence);
    } else if (data.alive) {
      clearTimeout(job.silence);
      job.silence = this.#after(job.limits.silence);
    } else if (data.result) {
      this.#end(data.result);
    } else if (data.fault) {
      this.#end({ ended: data.fault });
    } else if (data.failed) {
      this.#end(job.limits ? wrong(job.limits.broken) : { ended: data.failed });
    }
  }

  #after(limit) {
    return setTimeout(() => this.#end(wrong(limit)), 1000 * limit.seconds);
  }

  #end(result) {
    this.#worker?.terminate();
    this.#worker = undefined;
    const job = this.#job;
    this.#job = undefined;
    if (!job) return;
    clearTimeout(job.all);
    clearTimeout(job.silence);
    this.#start();
    job.resolve(result);
  }

  #progress() {
    return `loading: ${(this.#loaded / 1e6).toFixed(1)} of about 7 MB`;
  }
}
