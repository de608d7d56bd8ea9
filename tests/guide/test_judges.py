"""Those who refuse a program before it runs: `go build`, `go vet`, type checkers."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from trio_patterns.guide import checkers
from trio_patterns.guide.catalogue import load
from trio_patterns.guide.checkers import CheckersMissingError
from trio_patterns.guide.outcome import Line

if TYPE_CHECKING:
    from pathlib import Path

    from trio_patterns.guide.toolchain import Toolchain

COPIES_A_LOCK = """
package main

import (
	"fmt"
	"sync"
)

type counter struct {
	sync.Mutex
}

func (c counter) nothing() {}

func main() {
	counter{}.nothing()
	fmt.Println("ran")
}
"""


@pytest.fixture
def workshop(toolchain: Toolchain, tmp_path: Path) -> Toolchain:
    """A module of Go with nothing in it yet."""
    text = "module example.com/triopatterns\n\ngo 1.25.0\n"
    (tmp_path / "go.mod").write_text(text, encoding="utf-8")
    return replace(toolchain, root=tmp_path, output=tmp_path / "out", _built=set())


def write(root: Path, program: str, text: str) -> None:
    path = root / "sample" / program
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


def test_the_compiler_refuses(workshop: Toolchain) -> None:
    text = "package main\n\nfunc main() {\n\tx := 1\n}\n"
    write(workshop.root, "_refused/main.go", text)
    outcome = workshop.judge("sample", "_refused/main.go", "build")
    assert outcome.exit == 1
    assert outcome.lines == (Line(None, "main.go:4:2: declared and not used: x"),)
    vetted = workshop.judge("sample", "_refused/main.go", "vet")
    assert vetted == outcome


def test_vet_refuses_what_would_run(workshop: Toolchain) -> None:
    write(workshop.root, "_copies/main.go", COPIES_A_LOCK)
    said = "main.go:13:9: nothing passes lock by value: "
    outcome = workshop.judge("sample", "_copies/main.go", "vet")
    assert outcome.exit == 1
    assert outcome.lines[0].text.startswith(said)
    assert workshop.judge("sample", "_copies/main.go", "build").exit == 0
    assert workshop.program("sample", "_copies/main.go", "real")


@pytest.mark.parametrize("program", ["bad", "good"])
def test_both_checkers_judge_by_their_strict_defaults(
    tmp_path: Path, program: str
) -> None:
    try:
        checkers.find()
    except CheckersMissingError as missing:
        pytest.skip(str(missing))
    sample = replace(load().find("hedged"), folder=tmp_path / ".hidden" / "_sample")
    sample.folder.mkdir(parents=True)
    (sample.folder / "bad.py").write_text("x: int = ''\n", encoding="utf-8")
    (sample.folder / "good.py").write_text("x: int = 1\n", encoding="utf-8")
    outcome = checkers.judge(sample, f"{program}.py", tmp_path)
    if program == "good":
        assert (outcome.exit, outcome.lines) == (0, ())
        return
    assert outcome.exit == 1
    mypy, pyright = (line.text for line in outcome.lines)
    assert mypy.startswith("mypy bad.py:1: error: Incompatible types in assignment ")
    assert mypy.endswith("  [assignment]")
    assert pyright.startswith("pyright bad.py:1: error: Type \"Literal['']\" is not ")
    assert pyright.endswith("  [reportAssignmentType]")


def test_a_checker_that_is_not_here_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mypy", None)
    with pytest.raises(CheckersMissingError, match=r"no mypy .*trio-patterns\[dev\]"):
        checkers.find()
