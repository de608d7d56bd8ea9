"""The verdict on a learner's program, as it travels from one process to another.

It is written to a file: the program may print to, close and redirect stdout and stderr.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Wrong(Exception):  # noqa: N818  # it is the program that is wrong
    """What is wrong with the program, in a sentence or two for the learner."""


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    `message` says what was seen, and what it should have been; or, of a program that
    has `passed`, what was tried. `printed` are the lines of the run that the message is
    about, with their times, if it helps to see them.
    """

    passed: bool
    message: str
    printed: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Give it as JSON.

        What a terminal would obey, and what is no text, is written as an escape.
        """
        shown = Verdict(
            self.passed, _shown(self.message), tuple(map(_shown, self.printed))
        )
        return json.dumps(asdict(shown))

    def write(self, path: Path) -> None:
        """Write it to a file, which appears as a whole or not at all."""
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_text(self.to_json(), encoding="utf-8")
        unfinished.replace(path)

    @classmethod
    def read(cls, path: Path) -> Verdict:
        """Read what `write` has written."""
        table = json.loads(path.read_text(encoding="utf-8"))
        return cls(table["passed"], table["message"], tuple(table["printed"]))


def _shown(text: str) -> str:
    return "".join(
        char
        if char.isprintable() or char == "\n"
        else char.encode("unicode_escape").decode("ascii")
        for char in text
    )
