// Packs Python for the page: node pack_python.mjs LIBRARY.zip FOLDER
//
// The modules are compiled here, by the very Python that will import them: two thirds of
// its start would go into that. Nobody reads docstrings there, so they are left out. Of
// the standard library what no example can use is left out; to import it is an ordinary
// ModuleNotFoundError.
import { loadPyodide } from "pyodide";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const [libraryFile, folder] = process.argv.slice(2);
const pyodide = path.dirname(fileURLToPath(import.meta.resolve("pyodide")));

const python = await loadPyodide();
const put = (name, file) => python.FS.writeFile(name, new Uint8Array(fs.readFileSync(file)));
put("/std.all", path.join(pyodide, "python_stdlib.zip"));
put("/library.all", libraryFile);
python.runPython(`
import ast
import importlib.util
import marshal
import re
import sysconfig
import zipfile

WHOLE = set("""
    _aix_support _android_support _apple_support _ios_support _markupbase _osx_support
    _pydatetime _pydecimal _pyio _pylong _pyrepl antigravity bdb cmd colorsys compileall
    configparser cProfile curses dbm doctest ensurepip filecmp fileinput ftplib getpass
    http idlelib imaplib ipaddress lib2to3 mailbox mimetypes modulefinder multiprocessing
    netrc nturl2path optparse pdb pickletools plistlib poplib profile profiling pstats
    py_compile pyclbr pydoc pydoc_data rlcompleter sched shelve smtplib socketserver
    sqlite3 symtable tabnanny tarfile this timeit tkinter trace turtle turtledemo
    unittest venv wave webbrowser wsgiref xml xmlrpc zipapp zoneinfo __phello__
""".split())
PARTS = re.compile(
    "asyncio/(windows|proactor)|ctypes/(macholib|wintypes)|email/mime"
    "|importlib/resources/simple|logging/(handlers|config)"
    "|pyodide/(console|http|_nodesock)|urllib/(request|robotparser|error|response)"
)
ENCODINGS = re.compile(
    "encodings/(__init__|aliases|utf_8|ascii|latin_1|cp437|idna|punycode"
    "|unicode_escape|raw_unicode_escape|utf_16|utf_32)"
)

def is_used(name):
    if name.startswith("encodings/"):
        return ENCODINGS.match(name)
    top = name.partition("/")[0].removesuffix(".py")
    return top not in WHOLE and not PARTS.match(name)

def without_docstrings(source):
    # As python -OO does it, but with the assertions.
    tree = ast.parse(source)
    for node in ast.walk(tree):
        match node:
            case ast.Module() | ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                match node.body:
                    case [ast.Expr(ast.Constant(str())) as first, *rest]:
                        node.body = rest or [ast.copy_location(ast.Pass(), first)]
    return tree

def pack(source, target, place, wanted):
    # Stored: the whole is compressed once, which makes it a third smaller.
    with zipfile.ZipFile(source) as all, zipfile.ZipFile(target, "w") as packed:
        for name in sorted(all.namelist()):
            if name.endswith("/") or not wanted(name):
                continue
            data = all.read(name)
            if name.endswith(".py"):
                tree = without_docstrings(data)
                code = compile(tree, f"{place}/{name}", "exec", dont_inherit=True)
                unchecked = (1).to_bytes(4, "little")  # PEP 552
                head = importlib.util.MAGIC_NUMBER + unchecked
                data = head + importlib.util.source_hash(data) + marshal.dumps(code)
                name += "c"
            packed.writestr(zipfile.ZipInfo(name), data)

# Their places are those of an installed Python, by which a report tells a library's lines
# from the reader's.
STD = sysconfig.get_path("stdlib")
pack("/std.all", "/std.zip", STD, is_used)
pack("/library.all", "/library.zip", f"{STD}/site-packages", lambda name: True)
`);
for (const name of ["std.zip", "library.zip"]) {
  fs.writeFileSync(path.join(folder, name), python.FS.readFile(`/${name}`));
}
for (const name of ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"]) {
  fs.copyFileSync(path.join(pyodide, name), path.join(folder, name));
}
// Without packages to know of, Pyodide asks no server for one.
const { info } = JSON.parse(fs.readFileSync(path.join(pyodide, "pyodide-lock.json")));
fs.writeFileSync(path.join(folder, "lock.json"), JSON.stringify({ info, packages: {} }));
