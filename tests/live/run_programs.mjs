// Runs programs with the modules of the page, in a worker of Node for each language:
//
//     node run_programs.mjs PARTS FOLDER < JOBS > RESULTS
//
// PARTS is what `docs/live/build.py` has built; FOLDER is for what must lie unpacked there.
// A job is {language, ...} as the page's; its result is {lines, status} or {failed}.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import zlib from "node:zlib";

// In milliseconds; the longest takes two or three seconds.
const TOO_LONG = 60_000;
const workers = {};
let spare;
// What all workers have in common: Pyodide compiled, and for checks, each of which ends its
// Python, the memory of one that has imported all: to start from there takes a quarter.
const shared = {};

if (isMainThread) {
  const [parts, folder] = process.argv.slice(2).map((name) => path.resolve(name));
  unpack(parts, folder);
  const wasm = fs.readFileSync(path.join(folder, "pyodide.asm.wasm"));
  shared.compiled = await WebAssembly.compile(wasm);
  const results = [];
  const jobs = JSON.parse(fs.readFileSync(0));
  if (jobs.filter((job) => job.do === "check").length > 1) shared.memory = await memory(folder);
  for (const [number, job] of jobs.entries()) {
    const done = run(job, folder);
    // A check ends Python: while one is at it, the Python of the next one starts.
    if (job.do === "check" && jobs[number + 1]?.do === "check") spare = start(folder, true);
    results.push(await done);
    console.error(job.program, results.at(-1).failed ?? results.at(-1).status);
  }
  process.stdout.write(JSON.stringify(results), () => process.exit(0));
} else {
  await work(workerData);
}

function unpack(parts, folder) {
  for (const { name } of fs.readdirSync(parts, { withFileTypes: true }).filter((it) => it.isFile())) {
    const bytes = fs.readFileSync(path.join(parts, name));
    const isPacked = name.endsWith(".gz");
    fs.writeFileSync(
      path.join(folder, name.replace(/\.gz$/, "")),
      isPacked ? zlib.gunzipSync(bytes) : bytes,
    );
  }
}

// A spare one starts Python at once; others do with their first job, which may be Go's.
function start(folder, isSpare) {
  const workerData = { folder, isSpare, shared };
  return new Worker(fileURLToPath(import.meta.url), { workerData });
}

function run(job, folder) {
  const worker = (workers[job.language] ??= spare ?? start(folder));
  spare = undefined;
  const lines = [];
  return new Promise((resolve) => {
    const tooLong = setTimeout(() => end({ failed: "it takes too long" }, true), TOO_LONG);
    const end = (result, isOver) => {
      clearTimeout(tooLong);
      worker.off("error", fail).off("message", hear);
      if (isOver) {
        worker.terminate();
        delete workers[job.language];
      }
      resolve({ ...result, lines });
    };
    const fail = (error) => end({ failed: error.message }, true);
    const hear = (message) => {
      if (message.lines) {
        lines.push(...message.lines);
        // As the page does with a program that hangs by design.
        const printed = lines.filter(([fd]) => fd === 1).length;
        if (job.hangs && printed >= job.hangs.after) {
          setTimeout(() => end({ status: -9 }, true), 1000 * job.hangs.seconds);
        }
      } else if (message.result) {
        end(message.result, true);
      } else if (!message.limits && !message.alive) {
        end(message, message.failed || message.asleep);
      }
    };
    worker.on("error", fail).on("message", hear);
    worker.postMessage(job);
  });
}

// Pyodide, and what `startPython` of the page wants besides.
async function pyodide(folder, { compiled, memory }) {
  const at = (name) => path.join(folder, name);
  // Pyodide has no option for that.
  const { size } = fs.statSync(at("pyodide.asm.wasm"));
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (given, imports) => given.byteLength === size
    ? { module: compiled, instance: await instantiate(compiled, imports) }
    : instantiate(given, imports);
  const { loadPyodide } = await import(pathToFileURL(at("pyodide.mjs")));
  const load = (options) => loadPyodide({ ...options, ...(memory && { _loadSnapshot: memory }) });
  const options = {
    indexURL: `${folder}/`, stdLibURL: at("std.zip"), lockFileURL: at("lock.json"),
  };
  const parts = {
    library: new Uint8Array(fs.readFileSync(at("library.zip"))),
    examples: JSON.parse(fs.readFileSync(at("examples.json"))),
    exercises: async () => JSON.parse(fs.readFileSync(at("exercises.json"))),
  };
  return { load, options, parts };
}

// The memory of a Python as the page starts it, before it knows of the page.
async function memory(folder) {
  const { load, options, parts } = await pyodide(folder, shared);
  const { startPython } = await import("../../docs/live/page/python.js");
  let taken;
  const loadAndTake = async (usual) => {
    const python = await load({ ...usual, _makeSnapshot: true });
    python.FS.writeFile("/library.zip", parts.library);
    python.runPython("import sys; sys.path.insert(0, '/library.zip'); import browser_run, browser_check");
    const bytes = python.makeMemorySnapshot();
    taken = new Uint8Array(new SharedArrayBuffer(bytes.length));
    taken.set(bytes);
    return python;
  };
  await startPython(loadAndTake, options, parts);
  return taken;
}

async function work({ folder, isSpare, shared }) {
  const page = (name) => import(`../../docs/live/page/${name}`);
  const at = (name) => path.join(folder, name);
  const { Compiler } = await page("compiler.js");
  const { Go } = await page("go.js");
  const { startPython } = await page("python.js");
  const { Printer } = await page("printing.js");
  const printer = new Printer(
    (lines) => parentPort.postMessage({ lines }),
    () => {},
  );
  const module = (name) => WebAssembly.compile(fs.readFileSync(at(name)));
  const go = new Go((name) => module(`${name}.wasm`));
  let compiler;
  let python = isSpare ? started() : undefined;

  async function started() {
    const { load, options, parts } = await pyodide(folder, shared);
    const send = (message) => parentPort.postMessage(message);
    return startPython(load, options, parts, printer, send);
  }

  // An edited Go program: the compiler's result, too, where that is all.
  async function built(job) {
    compiler ??= new Compiler(
      JSON.parse(fs.readFileSync(at("go-compiler.json"))),
      ({ name }) => module(name),
      async ({ name }) => new Uint8Array(fs.readFileSync(at(name))),
    );
    await compiler.prepare(job);
    return compiler.handle(job, printer);
  }

  parentPort.on("message", async (job) => {
    try {
      if (job.language === "go" && job.source !== undefined) {
        const result = await built(job);
        if (!result.compiled) return parentPort.postMessage(result);
        job = { ...job, ...result };
      }
      const machine = job.language === "go" ? go : await (python ??= started());
      await machine.prepare?.(job);
      parentPort.postMessage(await machine.handle(job, printer));
    } catch (error) {
      // Node would print all of Pyodide's script with an error of its own.
      parentPort.postMessage({ failed: String(error.message ?? error).slice(-2000) });
    }
  });
}
