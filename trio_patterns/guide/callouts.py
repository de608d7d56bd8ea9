"""Callouts: the numbers that tie lines of a Go program to lines of its Trio twin.

A callout stands at the end of a line: `// [2]` in Go, `# [2]` in Python. Lines with the
same number do the same on both sides; the note of that number, in `construct.toml`,
says what. `[2:5]` is on five lines, this one and the four after it. A line that is only
a callout is no line of the program: it is on the line after it, which has no room left.
Where callouts overlap, a line belongs to the one that begins last.

Readers see programs without them, on the terminal and in the guide; and without the
comments that are for a linter or a type checker.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

    from trio_patterns.guide.catalogue import Construct, Pair

_CALLOUTS = re.compile(r"\s*(?://|#)((?: \[\d+(?::\d+)?\])+)$")
_FOR_TOOLS = re.compile(r"\s*# (?:noqa\b|pyright: |type: ignore).*$")
_CALLOUT = re.compile(r"\[(\d+)(?::(\d+))?\]")


class Callout(NamedTuple):
    """A number, and the lines that it is on: from `first` to the one before `end`."""

    number: int
    first: int
    end: int


@dataclass(frozen=True)
class Program:
    """The lines of a program as readers see them, and its callouts."""

    lines: tuple[str, ...]
    callouts: tuple[Callout, ...]

    @property
    def text(self) -> str:
        """The program as readers see it."""
        return "\n".join(self.lines)

    @property
    def numbers(self) -> set[int]:
        """The numbers of the callouts."""
        return {callout.number for callout in self.callouts}

    def numbered(self, wanted: Collection[int]) -> list[int | None]:
        """Give for each line the number that it belongs to, of those in `wanted`."""
        belongs: list[int | None] = [None] * len(self.lines)
        for callout in sorted(self.callouts, key=lambda callout: callout.first):
            if callout.number in wanted:
                for line in range(callout.first, min(callout.end, len(belongs))):
                    belongs[line] = callout.number
        return belongs


def read(source: str) -> Program:
    """Take the callouts, and the comments for tools, off a program."""
    lines: list[str] = []
    callouts: list[Callout] = []
    for line in source.rstrip().split("\n"):
        found = _CALLOUTS.search(line)
        callouts += [
            Callout(int(number), len(lines), len(lines) + int(count or 1))
            for number, count in _CALLOUT.findall(found[1] if found else "")
        ]
        rest = _FOR_TOOLS.sub("", line[: found.start()] if found else line)
        if rest or not line:
            lines.append(rest)
    return Program(tuple(lines), tuple(callouts))


def problems(construct: Construct) -> list[str]:
    """Say what is wrong with the callouts and notes of a construct.

    Each note of a pair has its callout on each side. A program in several pairs may
    have callouts for all of them; each has a note in one of them.
    """
    found: list[str] = []
    noted: dict[str, set[int]] = {}
    for pair in construct.pairs:
        numbers = {note.number for note in pair.notes}
        for side in pair.sides:
            noted.setdefault(side.program, set()).update(numbers)
            found += _unseen_notes(construct, pair, side.program)
    for name, numbers in noted.items():
        program = _program(construct, name)
        found += [
            f"{name}: the callout [{number}] has no note"
            for number in sorted(program.numbers - numbers)
        ]
        found += [
            f"{name}: the callout [{callout.number}] goes on after the last line"
            for callout in program.callouts
            if callout.end > len(program.lines)
        ]
    return found


def _unseen_notes(construct: Construct, pair: Pair, name: str) -> list[str]:
    """Name the notes of a pair that no line of a program belongs to."""
    program = _program(construct, name)
    numbers = [note.number for note in pair.notes]
    shown = program.numbered(numbers)
    return [
        f"{name}: the note {number} of {pair.title or 'the pair'!r} has no line here"
        for number in numbers
        if number not in shown
    ]


def _program(construct: Construct, name: str) -> Program:
    return read((construct.folder / name).read_text(encoding="utf-8"))
