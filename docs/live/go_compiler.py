"""Build Go's own compiler and linker for the page, and the packages to compile against.

Both are one WebAssembly module, as they share much of their code: apart they are a
quarter larger. Of all the processors they know WebAssembly alone. The packages come in
groups, so that a program loads no more than what it imports.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import go_programs

if TYPE_CHECKING:
    from trio_patterns.guide.toolchain import Toolchain

TOOLS = "go-tools.wasm"
# What the page needs to know of the parts.
INDEX = "go-compiler.json"

# What a program may import, with all that these import. Each group comes on top of
# those before it; what an original imports and is in none of these joins the last one.
_GROUPS = {
    # Nearly all programs of the guide need no more, and the virtual clock one more.
    "go-packages.bin": """
        bytes cmp container/list context encoding/base64 encoding/json errors fmt io
        io/fs iter log log/slog math math/bits math/rand/v2 os path reflect runtime
        runtime/debug slices sort strconv strings sync sync/atomic syscall time unicode
        unicode/utf16 unicode/utf8 unsafe
        golang.org/x/sync/errgroup golang.org/x/sync/semaphore
        golang.org/x/sync/singleflight
        example.com/triopatterns/datacenter example.com/triopatterns/plainlog
        internal/synctest
    """,
    "go-packages-more.bin": """
        bufio container/heap container/ring crypto/rand crypto/sha256 encoding/hex
        hash/crc32 hash/fnv maps math/big math/rand path/filepath regexp text/tabwriter
        unique weak
        golang.org/x/time/rate
    """,
    "go-packages-net.bin": """
        encoding/binary flag net net/http net/http/httptest net/url os/exec os/signal
        runtime/pprof runtime/trace testing testing/synctest
    """,
}
_GROUP_OF = {
    package: number
    for number, packages in enumerate(_GROUPS.values())
    for package in packages.split()
}

# The programs that stand in the compiler's and the linker's place. Their `main`s know
# all processors, and thereby keep the code for all of them.
_SOURCES = {
    "compile/page/page.go": """package page

import (
	"cmd/compile/internal/base"
	"cmd/compile/internal/gc"
	"cmd/compile/internal/wasm"
)

func Main() {
	gc.Main(wasm.Init)
	base.Exit(0)
}
""",
    "link/page/page.go": """package page

import (
	"cmd/link/internal/ld"
	"cmd/link/internal/wasm"
)

func Main() {
	arch, theArch := wasm.Init()
	ld.Main(arch, theArch)
}
""",
    "page/main.go": """package main

import (
	"flag"
	"os"

	compile "cmd/compile/page"
	link "cmd/link/page"
)

func main() {
	if os.Args[0] == "link" {
		link.Main()
		return
	}
	// The linker's options are defined by now; some have the names of the compiler's.
	flag.CommandLine = flag.NewFlagSet(os.Args[0], flag.ExitOnError)
	compile.Main()
}
""",
}
# Where the compiler chooses among the rules for the processors.
_CONFIG = "compile/internal/ssa/config.go"
_CHOICE = re.compile(r"(?ms)^func NewConfig\(.*?^\tswitch arch \{\n(.*?)^\t\}$")
# Smaller by a quarter, and hardly slower: nothing is inlined, in the packages neither.
_SMALL = "-gcflags=all=-l"


def build(work: Path, out: Path) -> None:
    """Build the tools, the packages and their index into a folder.

    Raises:
        go_programs.GoError: Go is missing, did not build them, or is one that we do not
            know.
    """
    toolchain = go_programs.find(work)
    _build_tools(toolchain, out / TOOLS)
    groups = _build_packages(toolchain, out)
    language = go_programs.ask(toolchain.go, "list", "-m", "-f", "{{.GoVersion}}")
    index = {
        # "1.25.0" is no version of the language.
        "language": "go" + ".".join(language.split(".")[:2]),
        "tools": {"name": TOOLS, "hash": _hash(out / TOOLS)},
        "groups": [
            {"name": name, "hash": _hash(out / name), "packages": packages}
            for name, packages in groups.items()
        ],
    }
    (out / INDEX).write_text(json.dumps(index, separators=(",", ":")))


def group_of(source: Path) -> int:
    """Give the number of the last group that a program imports something of."""
    last = len(_GROUPS) - 1
    return max((_GROUP_OF.get(name, last) for name in imports(source)), default=0)


def imports(source: Path) -> list[str]:
    """List what a program imports."""
    text = source.read_text(encoding="utf-8")
    block = re.search(r"(?ms)^import \((.*?)^\)", text)
    rows = block[1] if block else "".join(re.findall(r"(?m)^import (.*\n)", text))
    return re.findall(r'"(.*)"', rows)


def sizes(parts: Path) -> list[int]:
    """Give the bytes to load for a program: of the first group, of the first two, ...

    The list is empty where the compiler was not built.
    """
    if not (parts / INDEX).exists():
        return []
    loaded = _size(parts / TOOLS)
    return [loaded := loaded + _size(parts / name) for name in _GROUPS]


def _size(part: Path) -> int:
    return part.with_name(f"{part.name}.gz").stat().st_size


def _hash(part: Path) -> str:
    return hashlib.sha256(part.read_bytes()).hexdigest()[:16]


def _build_tools(toolchain: Toolchain, target: Path) -> None:
    ask, work = go_programs.ask, toolchain.output
    cmd = Path(ask(toolchain.go, "env", "GOROOT"), "src", "cmd")
    config = for_wasm_alone(cmd / _CONFIG)
    replace: dict[str, str] = {}
    for name, text in {**_SOURCES, _CONFIG: config}.items():
        changed = work / name.replace("/", "-")
        changed.write_text(text, encoding="utf-8")
        replace[str(cmd / name)] = str(changed)
    overlay = work / "tools.json"
    overlay.write_text(json.dumps({"Replace": replace}), encoding="utf-8")
    # The tag leaves the telemetry out, which counts the uses of Go's commands.
    options = ["-trimpath", "-ldflags=-s -w", _SMALL, "-tags=cmd_go_bootstrap"]
    ask(
        toolchain.go,
        "build",
        *options,
        f"-overlay={overlay}",
        f"-o={target}",
        "cmd/page",
    )


def for_wasm_alone(config: Path) -> str:
    """Give the text of the compiler's choice of a processor, with one to choose."""
    text = config.read_text(encoding="utf-8")
    choice = _CHOICE.search(text)
    if choice is None:
        raise go_programs.GoError(f"this Go is not known: it has another {config}")
    cases = re.split(r"(?m)^(?=\tcase |\tdefault:)", choice[1])
    others = [case for case in cases if re.match(r'\tcase "(?!wasm")', case)]
    kept = "".join(case for case in cases if case not in others)
    return text[: choice.start(1)] + kept + text[choice.end(1) :]


def _build_packages(
    toolchain: Toolchain, out: Path
) -> dict[str, dict[str, tuple[int, int]]]:
    """Write the packages of each group one after the other, and say where each is."""
    groups: dict[str, dict[str, tuple[int, int]]] = {}
    written: set[str] = set()
    exports = "{{if .Export}}{{.ImportPath}}={{.Export}}{{end}}"
    listing = ["list", "-deps", "-export", "-trimpath", _SMALL, "-f", exports]
    originals = go_programs.programs().values()
    others = {name for source in originals for name in imports(source)}
    groups_wanted = {name: wanted.split() for name, wanted in _GROUPS.items()}
    groups_wanted[[*_GROUPS][-1]] += sorted(others - _GROUP_OF.keys())
    for name, wanted in groups_wanted.items():
        listed = go_programs.ask(toolchain.go, *listing, *wanted)
        places = groups[name] = {}
        with (out / name).open("wb") as group:
            for row in listed.split():
                package, _, file = row.partition("=")
                if package not in written:
                    data = Path(file).read_bytes()
                    places[package] = group.tell(), len(data)
                    group.write(data)
        written |= places.keys()
    return groups
