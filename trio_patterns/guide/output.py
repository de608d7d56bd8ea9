"""What a program printed: its lines, their times, and how it ended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple


def in_seconds(value: float) -> str:
    """Write a time of the virtual clock, all its nanoseconds included: 0.075."""
    return f"{value:.15g}"


class Line(NamedTuple):
    """A line of output, and the second on the virtual clock at which it was printed."""

    seconds: float | None
    text: str

    def __str__(self) -> str:
        if self.seconds is None:
            return self.text
        return f"{in_seconds(self.seconds)} {self.text}"


@dataclass(frozen=True)
class Output:
    """What a program printed, or what was said of a program that was refused.

    `seconds` is what the whole run took on the virtual clock; `None` when it ran on
    the real one, or did not reach its end.
    """

    lines: tuple[Line, ...]
    exit: int
    stderr: str = ""
    seconds: float | None = None

    @classmethod
    def of_process(
        cls, stdout: str, stderr: str, exit_status: int, *, timed: bool
    ) -> Output:
        """Read what a process printed.

        On a virtual clock (`timed`) each line is the seconds, a tab and the text; one
        without a text is the end of the program.
        """
        if not timed:
            lines = tuple(Line(None, text) for text in stdout.splitlines())
            return cls(lines, exit_status, stderr)
        rows = [_timed(row) for row in stdout.splitlines()]
        end = next((seconds for seconds, text in rows if not text), None)
        lines = tuple(line for line in rows if line.text)
        return cls(lines, exit_status, stderr, end)

    def errors(self, pattern: str | None) -> list[str]:
        """Give the first line of stderr, and those in which `pattern` is found.

        The others are addresses and paths of one machine.
        """
        rows = self.stderr.splitlines()
        kept = {0}
        if pattern and (found := re.search(pattern, self.stderr)):
            kept.update(
                range(
                    self.stderr.count("\n", 0, found.start()),
                    self.stderr.count("\n", 0, found.end()) + 1,
                )
            )
        return [row for number, row in enumerate(rows) if number in kept]


def _timed(row: str) -> Line:
    """Read a line that begins with its time; one by a bare `print` has none."""
    seconds, tab, text = row.partition("\t")
    try:
        return Line(float(seconds), text) if tab else Line(None, row)
    except ValueError:
        return Line(None, row)
