// A worker for one of the two languages, or for the compiler, which its name says. It gets
// jobs, and sends {loaded: bytes}, {ready: true}, {lines: [[fd, text], ...]} and
// {result: {...}}; or {failed: why}, after which it is of no use any more. A check has
// messages of its own, see `checker.js`.
import { Compiler } from "./compiler.js";
import { Go } from "./go.js";
import { fetchKept, fetchPart } from "./parts.js";
import { Printer } from "./printing.js";

const part = (name) => new URL(`parts/${name}`, import.meta.url).href;
const loaded = (bytes) => postMessage({ loaded: bytes });
// Why a part has not come: Pyodide tells only that it could not start.
let lost;
const get = (name) => fetchPart(part(name), loaded, (error) => { lost ??= error; });
const printer = new Printer(
  (lines) => postMessage({ lines }),
  (count) => postMessage({ failed: `it has printed ${count}` }),
);

async function startPython() {
  const begin = await import("./python.js");
  // Pyodide fetches these two by itself; they lie here compressed.
  const own = ["pyodide.asm.wasm", "std.zip"];
  const { fetch } = self;
  self.fetch = (url, options) => {
    const name = own.find((name) => String(url) === part(name));
    return name ? get(name) : fetch(url, options);
  };
  const [{ loadPyodide }, createPyodideModule, library, examples] = await Promise.all([
    import("./parts/pyodide.mjs"),
    unpackedModule("pyodide.asm.mjs"),
    get("library.zip").then((response) => response.arrayBuffer()),
    get("examples.json").then((response) => response.json()),
  ]);
  const options = {
    indexURL: part(""), stdLibURL: part("std.zip"), lockFileURL: part("lock.json"),
    createPyodideModule,
  };
  const exercises = async () => (await get("exercises.json")).json();
  const parts = { library: new Uint8Array(library), examples, exercises };
  return begin.startPython(loadPyodide, options, parts, printer, (message) => postMessage(message));
}

// A script that lies here compressed: what it exports.
async function unpackedModule(name) {
  const bytes = await (await get(name)).arrayBuffer();
  const url = URL.createObjectURL(new Blob([bytes], { type: "text/javascript" }));
  return (await import(url)).default;
}

async function startCompiler() {
  const index = await (await fetch(part("go-compiler.json"))).json();
  const kept = ({ name, hash }) => fetchKept(part(name), hash, loaded);
  const compiled = (one) => WebAssembly.compileStreaming(kept(one));
  const bytes = async (one) => new Uint8Array(await (await kept(one)).arrayBuffer());
  return new Compiler(index, compiled, bytes);
}

const LANGUAGES = {
  go: () => new Go((name) => WebAssembly.compileStreaming(get(`${name}.wasm`))),
  python: startPython,
  compiler: startCompiler,
};
const language = LANGUAGES[self.name]();

self.onmessage = async ({ data: job }) => {
  try {
    const machine = await language;
    await machine.prepare?.(job);
    postMessage({ ready: true });
    postMessage({ result: job.do === "prepare" ? {} : await machine.handle(job, printer) });
  } catch (error) {
    // Before its last line a traceback has the lines of what runs the programs.
    const [said] = String((lost ?? error).message || error).trim().split("\n").slice(-1);
    postMessage({ failed: said.slice(-2000) });
  }
};
