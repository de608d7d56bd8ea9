"""Build what the live pages load: `python docs/live/build.py [FOLDER]`.

Without a FOLDER it is `docs/_build/live`, where the build of the docs looks for it; it
looks in `TRIO_PATTERNS_LIVE` first. All parts come from npm, from PyPI and from the Go
toolchain, in the versions that `package-lock.json` and `requirements.txt` pin. Needs
Node 20, npm, Go 1.25 and a network, or their caches.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import go_compiler
import go_programs

from trio_patterns.guide.catalogue import examples_root

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

# Of a wheel: neither its tests nor what only a type checker reads.
_UNUSED = ("/_tests/", "/_tools/", ".pyi", "/py.typed")
_OF_THE_EDITOR = ("@codemirror", "@lezer", "@marijn", "crelt", "style-mod", "w3c")
# Of this package: no commands, no pytest.
_ROOMS_UNUSED = {"cli", "_pytest.py", "__main__.py"}


# What the scripts of the pages unpack, besides all modules and archives.
_PACKED = {"examples.json", "exercises.json", "pyodide.asm.mjs"}
_TEXTS = {".go", ".json", ".md", ".mod", ".py", ".sum", ".toml", ".txt"}
# Made for the build of the docs, and used by the pages too.
_INLINE_SVG = HERE.parent / "_ext" / "inline_svg.py"


class BuildError(Exception):
    """A tool is missing or has failed; the message says which, and what it said."""


def build(out: Path) -> None:
    """Build everything into a folder, which is made anew.

    Raises:
        BuildError: A tool is missing or has failed.
    """
    with tempfile.TemporaryDirectory(prefix="trio-patterns-") as folder:
        work = Path(folder)
        parts = work / "parts"
        licences = parts / "licences"
        licences.mkdir(parents=True)
        _at_once(
            partial(_of_the_registries, work, parts, licences),
            partial(_of_go, work, parts, licences),
        )
        for path in (HERE / "licences").iterdir():
            shutil.copy(path, licences)
        # What is small, or imported by its address, stays as it is.
        large = [
            path
            for path in parts.iterdir()
            if path.name in _PACKED or path.suffix in (".bin", ".wasm", ".zip")
        ]
        # The largest first: no processor is left with it in the end.
        large.sort(key=lambda path: path.stat().st_size, reverse=True)
        _at_once(*(partial(_compress, path) for path in large))
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(parts, out)


def _at_once(*jobs: Callable[[], object]) -> None:
    """Do several jobs on all processors: all of them wait for tools, or for zlib."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in [pool.submit(job) for job in jobs]:
            done.result()


def _of_the_registries(work: Path, parts: Path, licences: Path) -> None:
    _python(work, parts, licences)
    _editor(work, parts, licences)


def _of_go(work: Path, parts: Path, licences: Path) -> None:
    go_programs.build(work, parts)
    go_compiler.build(work, parts)
    go_programs.copy_licences(licences)


def run(*command: str | Path, cwd: Path | None = None) -> None:
    """Run a tool.

    Raises:
        BuildError: It is not there, or has failed.
    """
    program = shutil.which(str(command[0]))
    if program is None:
        raise BuildError(f"there is no {command[0]} here")
    done = subprocess.run(  # noqa: S603  # the command is ours
        [program, *map(str, command[1:])],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise BuildError(f"{command[0]} failed: {done.stderr.strip() or done.stdout}")


def _python(work: Path, parts: Path, licences: Path) -> None:
    """Python itself, its libraries and the examples."""
    for name in ("package.json", "package-lock.json", "pack_python.mjs"):
        shutil.copy(HERE / name, work)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=work)
    wheels = work / "wheels"
    pinned = ["--no-deps", "--require-hashes", "-r", str(HERE / "requirements.txt")]
    binary = ["--only-binary=:all:", "--python-version=3.14", "--implementation=py"]
    pip = [sys.executable, "-m", "pip", "download", "-q", "-d", str(wheels)]
    run(*pip, *binary, "--abi=none", "--platform=any", *pinned)
    with zipfile.ZipFile(work / "library.zip", "w") as library:
        for wheel in sorted(wheels.glob("*.whl")):
            _add_wheel(library, wheel, licences)
        for path in _package():
            library.write(path, path.relative_to(ROOT).as_posix())
        for path in [*(HERE / "python").glob("*.py"), _INLINE_SVG]:
            library.write(path, path.name)
    for name, texts in (("examples", _programs()), ("exercises", _of_the_workshop())):
        (parts / f"{name}.json").write_text(json.dumps(texts), encoding="utf-8")
    run("node", "pack_python.mjs", "library.zip", str(parts), cwd=work)


def _editor(work: Path, parts: Path, licences: Path) -> None:
    """The editor, as one script."""
    shutil.copy(HERE / "editor.js", work)
    modules = work / "node_modules"
    esbuild = modules / ".bin" / "esbuild"
    options = ["--bundle", "--minify", "--format=esm", "--legal-comments=none"]
    run(esbuild, "editor.js", *options, f"--outfile={parts / 'editor.js'}", cwd=work)
    for licence in sorted(modules.glob("**/LICENSE")):
        name = licence.parent.relative_to(modules).as_posix().replace("/", "-")
        if name.startswith(_OF_THE_EDITOR):
            shutil.copy(licence, licences / name.removeprefix("@"))


def _add_wheel(library: zipfile.ZipFile, wheel: Path, licences: Path) -> None:
    """Add the modules of a wheel to the library, and its licence to the others."""
    project = wheel.name.partition("-")[0]
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if ".dist-info/" not in name:
                if not any(part in f"/{name}" for part in _UNUSED):
                    library.writestr(name, archive.read(name))
                continue
            if "METADATA" in name:  # some ask for their own version
                library.writestr(name, archive.read(name))
            last = name.rpartition("/")[2]
            if last.upper().startswith(("LICEN", "COPYING", "AUTHORS")):
                (licences / f"{project}-{last}").write_bytes(archive.read(name))


def _package() -> list[Path]:
    """The files of this package that a page needs."""
    return [
        path
        for path in sorted((ROOT / "trio_patterns").rglob("*"))
        if path.suffix in (".py", ".css", ".js")
        and not ({*path.relative_to(ROOT / "trio_patterns").parts} & _ROOMS_UNUSED)
        and "__pycache__" not in path.parts
    ]


def _programs() -> dict[str, str]:
    """The Trio programs of the examples, and those with which the exercises begin."""
    return {
        name: text
        for name, text in _texts().items()
        if name.endswith(".py")
        and ("/exercise/" not in name or name.endswith("/start.py"))
    }


def _of_the_workshop() -> dict[str, str]:
    """What the workshop reads besides: metadata, recordings, checks."""
    programs = _programs()
    return {name: text for name, text in _texts().items() if name not in programs}


@cache
def _texts() -> dict[str, str]:
    """All files of the examples."""
    root = examples_root()
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.suffix in _TEXTS
    }


def _compress(path: Path) -> None:
    # The highest level takes twice as long, for a thousandth.
    packed = gzip.compress(path.read_bytes(), 8, mtime=0)
    path.with_name(f"{path.name}.gz").write_bytes(packed)
    path.unlink()


def main() -> None:
    """Build into the folder that the command line names."""
    told = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else None
    out = told or ROOT / "docs" / "_build" / "live"
    try:
        build(out)
    except (BuildError, go_programs.GoError) as error:
        sys.exit(f"the live pages can't be built: {error}")
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    sys.stdout.write(f"{size / 1e6:.1f} MB in {out}\n")


if __name__ == "__main__":
    main()
