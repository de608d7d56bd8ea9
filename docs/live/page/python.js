// Python with Trio, this package and the examples, for `browser_run.py` to run them.
import { block } from "./wasi.js";

export async function startPython(loadPyodide, options, { library, examples }, printer) {
  const python = await loadPyodide({
    // Sets have the same order in each run, as in the recordings.
    env: { HOME: "/", PYTHONHASHSEED: "0" },
    checkAPIVersion: false,
    ...options,
  });
  python.FS.writeFile("/library.zip", library);
  // As files: `watch` and the tracebacks read them.
  for (const [path, text] of Object.entries(examples)) {
    const whole = `/examples/${path}`;
    python.FS.mkdirTree(whole.slice(0, whole.lastIndexOf("/")));
    python.FS.writeFile(whole, text);
  }
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
  return new Python(run);
}

class Python {
  #run;

  constructor(run) {
    this.#run = run;
  }

  handle(job, printer) {
    try {
      return JSON.parse(this.#run.handle(JSON.stringify(job)));
    } finally {
      printer.end();
    }
  }
}
