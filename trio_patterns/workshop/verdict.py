"""What the learner is told about a program: a verdict, as it travels between processes.

It is written to a file, as the judged program may print, close and redirect what it
likes.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    `told` is the message: what was seen, and what it should have been; or, of a program
    that has `passed`, what was tried. `printed` are the lines of the run that it is
    about, with their times, if a look at them helps.
    """

    passed: bool
    told: str
    printed: tuple[str, ...] = ()

    def write(self, path: Path) -> None:
        """Write it to a file, which then is there as a whole or not at all."""
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(asdict(self)), encoding="utf-8")
        unfinished.replace(path)

    @classmethod
    def read(cls, path: Path) -> Verdict:
        """Read what `write` has written."""
        table = json.loads(path.read_text(encoding="utf-8"))
        return cls(table["passed"], table["told"], tuple(table["printed"]))
