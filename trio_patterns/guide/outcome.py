"""What a run of a program gave: its lines, their times, how it ended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple


class Line(NamedTuple):
    """A line of output, and the second on the virtual clock at which it came."""

    seconds: float | None
    text: str

    def __str__(self) -> str:
        return self.text if self.seconds is None else f"{self.seconds:g} {self.text}"


@dataclass(frozen=True)
class Outcome:
    """What a run of a program gave.

    `seconds` is what the whole run took on the virtual clock; `None` when it ran on
    the real one, or ended before its end.
    """

    lines: tuple[Line, ...]
    exit: int
    stderr: str = ""
    seconds: float | None = None

    @classmethod
    def of_process(
        cls, stdout: str, stderr: str, exit_status: int, *, timed: bool
    ) -> Outcome:
        """Read what a process printed.

        On a virtual clock (`timed`) each line is the seconds, a tab and the text; one
        without a text is the end of the program.
        """
        if not timed:
            lines = tuple(Line(None, text) for text in stdout.splitlines())
            return cls(lines, exit_status, stderr)
        timed_lines: list[Line] = []
        end: float | None = None
        for row in stdout.splitlines():
            seconds, _, text = row.partition("\t")
            if text:
                timed_lines.append(Line(float(seconds), text))
            else:
                end = float(seconds)
        return cls(tuple(timed_lines), exit_status, stderr, end)

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
