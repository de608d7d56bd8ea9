"""The marks that tie the lines of a Go program to those of its Trio twin.

A mark is the end of a line: `// [2]` in Go, `# [2]` in Python. Lines with the same
number say the same thing on both sides; the note of that number, in `construct.toml`,
says what. `[2:5]` marks five lines, this one and those after it. A line that is only a
mark is not a line of the program: it marks the one after it, for where a line has no
room left. Of marks that overlap, a line belongs to the one that begins last.

Whoever reads a program sees it without them, here on the terminal and in the guide.
What is said to a linter or a type checker, with its reason, is taken off as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

    from trio_patterns.guide.catalogue import Construct, Step

_MARKS = re.compile(r"\s*(?://|#)((?: \[\d+(?::\d+)?\])+)$")
_TO_TOOLS = re.compile(r"\s*# (?:noqa\b|pyright: |type: ignore).*$")
_MARK = re.compile(r"\[(\d+)(?::(\d+))?\]")


class Mark(NamedTuple):
    """A number, and the lines that it is on: from `first` to the one before `end`."""

    number: int
    first: int
    end: int


@dataclass(frozen=True)
class Program:
    """The lines of a program as one reads them, and the marks that were on them."""

    lines: tuple[str, ...]
    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        """The program as one reads it."""
        return "\n".join(self.lines)

    @property
    def numbers(self) -> set[int]:
        """The numbers of its marks."""
        return {mark.number for mark in self.marks}

    def numbered(self, wanted: Collection[int]) -> list[int | None]:
        """For each line the number that it belongs to, of those that are wanted."""
        belongs: list[int | None] = [None] * len(self.lines)
        for mark in sorted(self.marks, key=lambda mark: mark.first):
            if mark.number in wanted:
                for line in range(mark.first, min(mark.end, len(belongs))):
                    belongs[line] = mark.number
        return belongs


def read(source: str) -> Program:
    """Take the marks, and what is said to tools, off a program."""
    lines: list[str] = []
    marks: list[Mark] = []
    for line in source.rstrip().split("\n"):
        found = _MARKS.search(line)
        marks += [
            Mark(int(number), len(lines), len(lines) + int(count or 1))
            for number, count in _MARK.findall(found[1] if found else "")
        ]
        rest = _TO_TOOLS.sub("", line[: found.start()] if found else line)
        if rest or not line:
            lines.append(rest)
    return Program(tuple(lines), tuple(marks))


def problems(construct: Construct) -> list[str]:
    """Say what is wrong with the marks and notes of a construct.

    Each note of a step has its mark on each side. A program that stands in several
    steps may have marks for all of them; each has a note in one of them.
    """
    found: list[str] = []
    noted: dict[str, set[int]] = {}
    for step in construct.steps:
        numbers = {note.number for note in step.notes}
        for side in step.sides:
            noted.setdefault(side.program, set()).update(numbers)
            found += _not_seen(construct, step, side.program)
    for name, numbers in noted.items():
        program = _program(construct, name)
        found += [
            f"{name}: the mark [{number}] has no note"
            for number in sorted(program.numbers - numbers)
        ]
        found += [
            f"{name}: the mark [{mark.number}] goes on after the last line"
            for mark in program.marks
            if mark.end > len(program.lines)
        ]
    return found


def _not_seen(construct: Construct, step: Step, name: str) -> list[str]:
    """Complain of the notes of a step to which a program shows no line."""
    program = _program(construct, name)
    numbers = [note.number for note in step.notes]
    shown = program.numbered(numbers)
    return [
        f"{name}: the note {number} of {step.title or 'the step'!r} has no line here"
        for number in numbers
        if number not in shown
    ]


def _program(construct: Construct, name: str) -> Program:
    return read((construct.folder / name).read_text(encoding="utf-8"))
