"""The type checkers, which refuse a program before it runs."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from trio_patterns.guide import checkers
from trio_patterns.guide.catalogue import load
from trio_patterns.guide.checkers import CheckersMissingError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("program", ["bad", "good"])
def test_both_checkers_judge_by_their_strict_defaults(
    tmp_path: Path, program: str
) -> None:
    try:
        checkers.versions()
    except CheckersMissingError as missing:
        pytest.skip(str(missing))
    sample = replace(load().find("hedged"), folder=tmp_path / ".hidden" / "_sample")
    sample.folder.mkdir(parents=True)
    (sample.folder / "bad.py").write_text("x: int = ''\n", encoding="utf-8")
    (sample.folder / "good.py").write_text("x: int = 1\n", encoding="utf-8")
    output = checkers.check_types(sample, f"{program}.py", tmp_path)
    if program == "good":
        assert (output.exit, output.lines) == (0, ())
        return
    assert output.exit == 1
    mypy, pyright = (line.text for line in output.lines)
    assert mypy.startswith("mypy bad.py:1: error: Incompatible types in assignment ")
    assert mypy.endswith("  [assignment]")
    assert pyright.startswith("pyright bad.py:1: error: Type \"Literal['']\" is not ")
    assert pyright.endswith("  [reportAssignmentType]")


def test_a_checker_that_is_not_here_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mypy", None)
    with pytest.raises(CheckersMissingError, match=r"no mypy .*trio-patterns\[dev\]"):
        checkers.versions()
