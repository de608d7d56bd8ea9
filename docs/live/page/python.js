// Python with Trio, this package and the examples, for `browser_run.py` to run them.
import { block } from "./wasi.js";

// `parts.exercises()` gets what only the check of an exercise needs, and `send(message)` passes
// on what Python has to say before a job is done.
export async function startPython(loadPyodide, options, parts, printer, send) {
  const python = await loadPyodide({
    // Sets have the same order in each run, as in the recordings.
    env: { HOME: "/", PYTHONHASHSEED: "0" },
    checkAPIVersion: false,
    ...options,
  });
  python.FS.writeFile("/library.zip", parts.library);
  writeExamples(python, parts.examples);
  for (const [set, fd] of [["setStdout", 1], ["setStderr", 2]]) {
    python[set]({
      write(bytes) {
        printer.write(fd, bytes);
        return bytes.length;
      },
    });
  }
  python.setStdin({ stdin: () => undefined });  // it is at its end: nobody types
  python.runPython("import sys; sys.path.insert(0, '/library.zip')");
  const run = python.pyimport("browser_run");
  run.use_sleep((seconds) => {
    printer.flush();
    block(1000 * seconds);
  });
  run.use_page((text) => send(JSON.parse(text)));
  return new Python(run, async () => writeExamples(python, await parts.exercises()));
}

// As files: `watch` and the tracebacks read them.
function writeExamples(python, texts) {
  for (const [path, text] of Object.entries(texts)) {
    const whole = `/examples/${path}`;
    python.FS.mkdirTree(whole.slice(0, whole.lastIndexOf("/")));
    python.FS.writeFile(whole, text);
  }
}

class Python {
  #run;
  #writeExercises;

  constructor(run, writeExercises) {
    this.#run = run;
    this.#writeExercises = writeExercises;
  }

  async prepare(job) {
    if (job.do === "check") await this.#writeExercises();
  }

  handle(job, printer) {
    try {
      return JSON.parse(this.#run.handle(JSON.stringify(job)));
    } finally {
      printer.end();
    }
  }
}
