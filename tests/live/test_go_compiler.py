"""Go programs as a reader writes them, compiled by what the page loads for that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import go_compiler
import go_programs
import pytest

from tests.live.programs import CASES, differences, job, output, printed, run

if TYPE_CHECKING:
    from pathlib import Path

# Each group of packages, the real clock too, a panic, an exit status, a deadlock.
ORIGINALS = [
    "hedged-1",
    "mutex_counter-1",
    "rate_limiter-1",
    "http_service-1",
    "deadlock-1",
    "errors_by_panic-1",
]
HELLO = """package main

import "fmt"

func main() {
\tfmt.Println("hello")
}
"""
UNKNOWN = 'import (\n\t"fmt"\n\t"elsewhere"\n)'
# What a reader may write, and what `go build` says of it.
REFUSED = {
    "syntax": (
        HELLO.replace("main() {", "main() {{"),
        "./main.go:8:1: syntax error: unexpected EOF, expected }",
    ),
    "types": (
        HELLO.replace('"hello"', "1 + fmt"),
        "./main.go:6:18: use of package fmt not in selector",
    ),
    "nothing": ("", "./main.go:1:1: syntax error: package statement must be first"),
    "no main": (
        HELLO.replace("main()", "other()"),
        "function main is undeclared in the main package",
    ),
    "another package": (
        HELLO.replace("package main", "package other"),
        "function main is undeclared in the main package",
    ),
    "a package that is not there": (
        HELLO.replace('import "fmt"', UNKNOWN),
        "./main.go:5:2: could not import elsewhere (this page has no such package)",
    ),
}


def edited(name: str, source: str = "") -> dict[str, Any]:
    """The job for a pair's Go program, as the page has it after an edit."""
    case = CASES[name]
    side = next(it for it in case.about["sides"] if it["language"] == "go")
    path = case.construct.folder.parent / side["program"]
    return {**job(case.about, side), "source": source or path.read_text("utf-8")}


@pytest.fixture(scope="module")
def results(
    node: str, parts: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """The results of all these programs, which run in one Node."""
    jobs = {name: edited(name) for name in ORIGINALS}
    for name, (source, _) in REFUSED.items():
        jobs[name] = {**edited("hedged-1"), "source": source}
    done = run(node, parts, [*jobs.values()], tmp_path_factory.mktemp("parts"))
    return dict(zip(jobs, done, strict=True))


@pytest.mark.parametrize("name", ORIGINALS)
def test_a_compiled_original_prints_what_was_recorded(
    results: dict[str, Any], name: str
) -> None:
    construct, pair, _ = CASES[name]
    said = printed(results[name])
    assert said is not None
    outputs = {f"{construct.name}/{pair.go}": output(said, construct)}
    assert differences(construct, pair, outputs) == []


@pytest.mark.parametrize("name", REFUSED)
def test_the_compiler_says_what_go_build_says(
    results: dict[str, Any], name: str
) -> None:
    said = printed(results[name])
    assert said == {
        "out": "",
        "err": f"# example.com/triopatterns/hedged\n{REFUSED[name][1]}\n",
        "status": 1,
    }


def test_each_original_finds_its_packages(parts: Path) -> None:
    index = json.loads((parts / go_compiler.INDEX).read_text())
    there = [set(group["packages"]) for group in index["groups"]]
    for source in go_programs.programs().values():
        last = go_compiler.group_of(source)
        wanted = {*go_compiler.imports(source)} - {"unsafe"}
        assert wanted <= set().union(*there[: last + 1]), source


def test_a_go_that_is_not_known_is_named(tmp_path: Path) -> None:
    config = tmp_path / "config.go"
    config.write_text("package ssa\n")
    with pytest.raises(
        go_programs.GoError, match=r"this Go is not known: .*config\.go"
    ):
        go_compiler.for_wasm_alone(config)
