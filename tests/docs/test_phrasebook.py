"""The phrasebook leaves no name out, and every name in it exists."""

from __future__ import annotations

import importlib
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from phrases import read

from trio_patterns.guide.catalogue import examples_root, load
from trio_patterns.guide.toolchain import GoMissingError, find_go

if TYPE_CHECKING:
    from collections.abc import Iterable

BOOK = read()
RECORD = Path(__file__).with_name("go_names.txt")
RECORDED = RECORD.read_text(encoding="utf-8").split()

# Whole packages, and what concerns us of `time`.
WHOLE = ("sync", "context", "errgroup", "semaphore", "singleflight")
TIMERS = re.compile(
    r"time\.(After(Func)?|New(Ticker|Timer)|Now|Since|Sleep|Tick(er)?|Timer|Until)\b"
)


def exported(package: str, documentation: str) -> Iterable[str]:
    """The names in the output of `go doc -all`: with methods, and fields of structs."""
    owner = ""
    for line in documentation.splitlines():
        if found := re.match(r"func \(\w+ \*?(\w+)(?:\[.*?\])?\) (\w+)", line):
            yield f"{package}.{found[1]}.{found[2]}"
        elif found := re.match(r"(?:func|type|var|const) (\w+)", line):
            yield f"{package}.{found[1]}"
            owner = found[1] if line.endswith(("struct {", "interface {")) else ""
        elif line == "}":
            owner = ""
        elif owner and (found := re.match(r"\t([A-Z]\w*)\b", line)):
            yield f"{package}.{owner}.{found[1]}"


@pytest.fixture(scope="module")
def go_names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What Go here exports; without a Go, what was recorded."""
    try:
        toolchain = find_go(examples_root(), tmp_path_factory.mktemp("go"))
    except GoMissingError:
        return RECORDED
    # `go doc` itself fetches nothing.
    fetch = [str(toolchain.go), "mod", "download"]
    subprocess.run(fetch, cwd=toolchain.root, check=True)
    names: list[str] = []
    for package in (*WHOLE, "time"):
        done = subprocess.run(
            [toolchain.go, "doc", "-all", BOOK.packages[package]],
            cwd=toolchain.root,
            capture_output=True,
            text=True,
            check=True,
        )
        names += exported(package, done.stdout)
    return [n for n in names if not n.startswith("time.") or TIMERS.match(n)]


def in_the_book() -> set[str]:
    return {p.name for row in BOOK.rows() for p in BOOK.go_parts(row) if p.name}


def test_every_exported_name_is_in_the_phrasebook(go_names: list[str]) -> None:
    assert len(go_names) > 90
    assert not set(go_names) - in_the_book()


def test_every_go_name_in_the_phrasebook_exists(go_names: list[str]) -> None:
    ours = {
        name
        for name in in_the_book()
        if name.startswith((*(f"{package}." for package in WHOLE), "time."))
    }
    assert ours
    assert not ours - set(go_names)


def test_the_record_is_what_go_exports(go_names: list[str]) -> None:
    # A newer Go may have more; the test above tells.
    assert set(RECORDED) <= set(go_names)


CASES = {"recv", "send", "wait", "after", "tick", "select", "select_nowait"}


def test_every_case_of_select_is_in_the_phrasebook() -> None:
    rows = BOOK.sections["select"]
    go = {part.text for row in rows for part in BOOK.go_parts(row) if part.code}
    assert {"case v := <-ch", "case v, ok := <-ch", "case ch <- v", "default"} <= go
    assert {"select", "select {}"} <= go
    ours = {p.name for row in rows for p in BOOK.parts(row.trio, BOOK.trio)}
    assert {f"trio_patterns.{name}" for name in CASES} <= ours


OPERATIONS = {
    "make(chan T)",
    "make(chan T, n)",
    "chan<- T",
    "<-chan T",
    "ch <- v",
    "v := <-ch",
    "v, ok := <-ch",
    "for v := range ch",
    "close(ch)",
    "len(ch)",
    "cap(ch)",
}


def test_every_channel_operation_is_in_the_phrasebook() -> None:
    rows = BOOK.sections["Channels"]
    assert {p.text for row in rows for p in BOOK.go_parts(row)} >= OPERATIONS


def look_up(name: str) -> Any:
    """The object of a dotted name, whatever part of it is a module."""
    parts = name.split(".")
    found = importlib.import_module(parts[0])
    for end, part in enumerate(parts[1:], 2):
        if not hasattr(found, part):
            importlib.import_module(".".join(parts[:end]))
        found = getattr(found, part)
    return found


def names_of(column: str) -> list[str]:
    aliases: dict[str, str] = getattr(BOOK, column)
    cells = (getattr(row, column) for row in BOOK.rows())
    parts = (part for cell in cells for part in BOOK.parts(cell, aliases))
    return sorted({part.name for part in parts if part.name})


@pytest.mark.parametrize("name", names_of("trio"))
def test_a_name_of_trio_or_ours_exists(name: str) -> None:
    look_up(name)


@pytest.mark.parametrize("name", names_of("anyio"))
def test_a_name_of_anyio_exists(name: str) -> None:
    pytest.importorskip("anyio", reason="anyio is not installed")
    look_up(name)


def test_what_has_no_counterpart_says_what_to_do() -> None:
    rows = [row for row in BOOK.rows() if row.none]
    assert rows
    assert all(len(row.trio.split()) > 4 for row in rows)


PAGES = {path.stem for path in (Path(__file__).parents[2] / "docs").glob("*.md")}


def test_every_page_that_it_leads_to_exists() -> None:
    pages = {row.page for row in BOOK.rows() if row.page}
    assert not pages - PAGES - {construct.name for construct in load().constructs}
