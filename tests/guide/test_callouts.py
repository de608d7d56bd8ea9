from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_patterns.guide import callouts
from trio_patterns.guide.callouts import Callout
from trio_patterns.guide.catalogue import Construct, load

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """
row = "E3"
title = "A title"
question = "A question?"
lesson = "A lesson."
go_names = []
trio_names = []
"""
PAIR = """
[[step]]
title = "{trio}"
go = "main.go"
trio = "{trio}"
compare = "lines"
"""


def test_the_marks_of_a_construct_have_notes_and_partners() -> None:
    problems = {it.name: callouts.problems(it) for it in load().constructs}
    assert {name: found for name, found in problems.items() if found} == {}


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("x := 1 // [2]\n", "x := 1", [Callout(2, 0, 1)]),
        ("x = 1  # [2:3]\ny = 2\n", "x = 1\ny = 2", [Callout(2, 0, 3)]),
        ("x = 1  # One.  # [2]\n", "x = 1  # One.", [Callout(2, 0, 1)]),
        ("x = 1  # [2] [3:2]\n", "x = 1", [Callout(2, 0, 1), Callout(3, 0, 2)]),
        ("a\n    # [2:1]\nb\n", "a\nb", [Callout(2, 1, 2)]),
        ("\t// [2]\nb\n", "b", [Callout(2, 0, 1)]),
        ("x = y[2]  # y[2]\n", "x = y[2]  # y[2]", []),
        ("x = 1  # see [2] there\n", "x = 1  # see [2] there", []),
        ("a\n\nb\n", "a\n\nb", []),
        ("x = 1  # noqa: E1  so it is  # [2]\n", "x = 1", [Callout(2, 0, 1)]),
        ("x = 1  # One.  # noqa: E1\n", "x = 1  # One.", []),
        ("x = 1  # type: ignore[arg]\n", "x = 1", []),
        ("# pyright: basic\na  # pyright: ignore[b]  # [2]\n", "a", [Callout(2, 0, 1)]),
        ("x = 1  # pyright sees it\n", "x = 1  # pyright sees it", []),
    ],
)
def test_marks_are_taken_off(source: str, text: str, found: list[Callout]) -> None:
    program = callouts.read(source)
    assert program.text == text
    assert list(program.callouts) == found


def test_a_line_belongs_to_the_wanted_mark_that_begins_last() -> None:
    program = callouts.read("a # [1:4]\nb # [2:2]\nc # [3]\nd\ne\n")
    assert program.numbers == {1, 2, 3}
    assert program.numbered({1, 2, 3}) == [1, 2, 3, 1, None]
    assert program.numbered({1, 2}) == [1, 2, 2, 1, None]
    assert program.numbered({3}) == [None, None, 3, None, None]


def construct_of(tmp_path: Path, metadata: str, **programs: str) -> Construct:
    folder = tmp_path / "examples" / "sample"
    folder.mkdir(parents=True)
    (folder / "construct.toml").write_text(HEAD + metadata, encoding="utf-8")
    for name, text in programs.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    (construct,) = load(folder.parent).constructs
    return construct


@pytest.mark.parametrize(
    ("go", "python", "notes", "problem"),
    [
        ("a // [1]\nb // [2]", "a # [1]\nb # [2]", '1 = "One."\n2 = "Two."', []),
        ("a", "a", "", []),
        (
            "a // [1]",
            "a",
            '1 = "One."',
            ["main.py: the note 1 of 'main.py' has no line here"],
        ),
        (
            "a",
            "a # [1]",
            '1 = "One."',
            ["main.go: the note 1 of 'main.py' has no line here"],
        ),
        ("a // [1]", "a", "", ["main.go: the callout [1] has no note"]),
        (
            "a // [1] [2]",
            "a # [1]\nb # [2]",
            '1 = "One."\n2 = "Two."',
            ["main.go: the note 1 of 'main.py' has no line here"],
        ),
        (
            "a // [1:2]",
            "a # [1]",
            '1 = "One."',
            ["main.go: the callout [1] goes on after the last line"],
        ),
    ],
)
def test_problems_are_named(
    tmp_path: Path, go: str, python: str, notes: str, problem: list[str]
) -> None:
    metadata = PAIR.format(trio="main.py") + "[step.notes]\n" + notes
    construct = construct_of(tmp_path, metadata, main_go=go, main_py=python)
    assert callouts.problems(construct) == problem


def test_a_program_in_two_steps_has_the_marks_of_both(tmp_path: Path) -> None:
    metadata = (
        PAIR.format(trio="main.py")
        + '[step.notes]\n1 = "One."\n'
        + PAIR.format(trio="other.py")
        + '[step.notes]\n2 = "Two."\n'
    )
    construct = construct_of(
        tmp_path,
        metadata,
        main_go="a // [1] [2]",
        main_py="a # [1]",
        other_py="# [2:1]\na",
    )
    assert callouts.problems(construct) == []


CODE = st.sampled_from(["x := 1", "    return", "y = [2]", "}", ""])
NUMBERS = st.tuples(st.integers(1, 9), st.integers(1, 4))


@given(st.lists(st.tuples(CODE, st.lists(NUMBERS, max_size=3))))
def test_a_program_is_read_as_it_was_written(
    rows: list[tuple[str, list[tuple[int, int]]]],
) -> None:
    source: list[str] = []
    lines: list[str] = []
    found: list[Callout] = []
    for code, numbers in rows:
        marks = " ".join(f"[{number}:{count}]" for number, count in numbers)
        source.append(f"{code}  # {marks}" if marks else code)
        found += [Callout(n, len(lines), len(lines) + count) for n, count in numbers]
        # A line that is only a callout is none.
        if code or not marks:
            lines.append(code)
    source.append("end")
    program = callouts.read("\n".join(source) + "\n")
    assert program.lines == (*lines, "end")
    assert list(program.callouts) == found
    for line, number in enumerate(program.numbered(range(1, 10))):
        covering = [c for c in found if c.first <= line < c.end]
        first = max((c.first for c in covering), default=None)
        latest = {c.number for c in covering if c.first == first}
        assert number in latest if latest else number is None
