// Runs programs with the modules of the page, in Node instead of in a worker:
//
//     node run_programs.mjs LIVE FOLDER < JOBS > RESULTS
//
// LIVE is what `docs/live/build.py` has built; FOLDER is for what must lie unpacked there.
// A job is {language, ...} as the page's; its result is {lines, status} or {failed}.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import zlib from "node:zlib";

const [live, folder] = process.argv.slice(2).map((name) => path.resolve(name));
const page = (name) => import(pathToFileURL(path.join(live, name)));
const unpacked = (name) =>
  zlib.gunzipSync(fs.readFileSync(path.join(live, "parts", `${name}.gz`)));

for (const name of fs.readdirSync(path.join(live, "parts"))) {
  const plain = name.replace(/\.gz$/, "");
  fs.writeFileSync(
    path.join(folder, plain),
    plain === name ? fs.readFileSync(path.join(live, "parts", name)) : unpacked(plain),
  );
}

const { Go } = await page("go.js");
const { startPython } = await page("python.js");
const { Printer } = await page("printing.js");

let lines = [];
const printer = new Printer(
  (more) => { lines.push(...more); },
  () => {},
);
const go = new Go((name) => WebAssembly.compile(unpacked(`${name}.wasm`)));

async function freshPython() {
  const { loadPyodide } = await import(pathToFileURL(path.join(folder, "pyodide.mjs")));
  const parts = {
    library: new Uint8Array(unpacked("library.zip")),
    examples: JSON.parse(unpacked("examples.json")),
  };
  const at = (name) => path.join(folder, name);
  const options = {
    indexURL: `${folder}/`, stdLibURL: at("std.zip"), lockFileURL: at("lock.json"),
  };
  return startPython(loadPyodide, options, parts, printer);
}

let python;
const results = [];
for (const job of JSON.parse(fs.readFileSync(0))) {
  lines = [];
  if (process.env.VERBOSE) process.stderr.write(`${job.program}\n`);
  let result;
  try {
    if (job.language === "go") {
      await go.prepare(job);
      result = await go.handle(job, printer);
    } else {
      python ??= await freshPython();
      result = python.handle(job, printer);
      // As the page does: that run was broken off.
      if (result.asleep) python = undefined;
    }
  } catch (error) {
    python = undefined;
    // Node would print all of Pyodide's script with an error of its own.
    result = { failed: String(error.message ?? error).slice(-2000) };
  }
  results.push({ ...result, lines });
}
fs.writeFileSync(1, JSON.stringify(results));
process.exit(0);
