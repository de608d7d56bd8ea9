// Runs the library's own tests in Pyodide under Node, and prints what pytest prints:
//
//     node --stack-size=3900 run_library.mjs FOLDER [PYTEST'S OPTIONS]
//
// In FOLDER are Pyodide, in `node_modules`; the standard library of the pages, which is
// compiled, as `std.zip`, and all of it in `std`; and in `packages` what the tests import.
// What is compiled besides is kept in `compiled`: to compile it is most of a start.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { block } from "../../docs/live/page/wasi.js";

// What lies there is a library's, and not the user's own code.
const PACKAGES = "/site-packages";

const [folder, ...options] = process.argv.slice(2);
const at = (name) => path.join(folder, name);
const root = fileURLToPath(new URL("../..", import.meta.url));
const { loadPyodide } = await import(pathToFileURL(at("node_modules/pyodide/pyodide.mjs")));
const python = await loadPyodide({
  env: { HOME: "/", PYTHONHASHSEED: "0", PYTHONPYCACHEPREFIX: "/compiled", CI: "true" },
  stdLibURL: at("std.zip"),
  checkAPIVersion: false,
});
const mount = (place, real) => {
  python.FS.mkdirTree(place);
  python.mountNodeFS(place, real);
};
mount(PACKAGES, at("packages"));
for (const name of ["std", "compiled"]) mount(`/${name}`, at(name));
for (const name of ["trio_patterns", "tests", "docs", "examples"]) {
  mount(`/repository/${name}`, path.join(root, name));
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
sys.dont_write_bytecode = False  # Pyodide's own is to write none
sys.path[:0] = [
    "${PACKAGES}", "/repository", "/repository/docs/live/python", "/std",
]
`);
  const run = python.pyimport("tests.live.run_library");
  process.exit(run.main((seconds) => block(1000 * seconds), ...options));
} catch (error) {
  // Node would print all of Pyodide's script with it.
  console.error(String(error.message).slice(-4000));
  process.exit(3);
}
