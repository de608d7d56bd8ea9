// Runs the library's own tests in Pyodide under Node, and prints what pytest prints:
//
//     node --stack-size=3900 run_library.mjs PYODIDE WHEELS [PYTEST'S OPTIONS]
//
// PYODIDE is the folder of the npm package, WHEELS one of wheels to unpack there.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { block } from "../../docs/live/page/wasi.js";

// What lies there is a library's, and not the user's own code.
const PACKAGES = "/site-packages";

const [pyodide, wheels, ...options] = process.argv.slice(2);
const root = fileURLToPath(new URL("../..", import.meta.url));
const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, "pyodide.mjs")));
const python = await loadPyodide({
  env: { HOME: "/", PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1", CI: "true" },
  checkAPIVersion: false,
});
for (const name of fs.readdirSync(wheels)) {
  const bytes = new Uint8Array(fs.readFileSync(path.join(wheels, name)));
  python.unpackArchive(bytes, "wheel", { extractDir: PACKAGES });
}
for (const name of ["trio_patterns", "tests", "docs", "examples"]) {
  python.FS.mkdirTree(`/repository/${name}`);
  python.mountNodeFS(`/repository/${name}`, path.join(root, name));
}
for (const name of ["conftest.py", "pyproject.toml"]) {
  python.FS.writeFile(`/repository/${name}`, fs.readFileSync(path.join(root, name)));
}
for (const [set, fd] of [["setStdout", 1], ["setStderr", 2]]) {
  python[set]({
    write(bytes) {
      fs.writeSync(fd, bytes);
      return bytes.length;
    },
  });
}
try {
  python.runPython(`
import os, sys
os.chdir("/repository")
sys.path[:0] = ["${PACKAGES}", "/repository", "/repository/docs/live/python"]
`);
  const run = python.pyimport("tests.live.run_library");
  process.exit(run.main((seconds) => block(1000 * seconds), ...options));
} catch (error) {
  // Node would print all of Pyodide's script with it.
  console.error(String(error.message).slice(-4000));
  process.exit(3);
}
