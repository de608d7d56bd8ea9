"""What the prose pages show of programs: small ones of their own, and parts of others.

`docs/snippets/NAME.py` has an `async def main()`, or a plain one where it calls `run`
or `explore` itself; what it prints is recorded beside it in `NAME.txt`. It runs on a
clock that jumps and in one order of its tasks, so it prints the same each time. Run
this file to record all of them anew.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import os
import runpy
from pathlib import Path
from typing import TYPE_CHECKING

from trio_patterns.guide.callouts import read
from trio_patterns.testing import run

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).parents[1] / "snippets"
BEGIN, END = "# show", "# end"


def printed(program: Path) -> str:
    """What a snippet prints; in tracebacks without the folder."""
    out = io.StringIO()
    main = runpy.run_path(str(program), run_name=program.stem)["main"]
    with contextlib.redirect_stdout(out):
        if inspect.iscoroutinefunction(main):
            run(main)
        else:
            main()
    return out.getvalue().replace(f"{program.parent}{os.sep}", "")


def recorded(program: Path) -> str:
    """What was recorded of it; nothing, if there is no recording."""
    record = program.with_suffix(".txt")
    return record.read_text(encoding="utf-8") if record.exists() else ""


def shown(program: Path, part: str = "") -> str:
    """Its lines between `# show` and `# end`; of a part, from `# show PART`.

    Raises:
        ValueError: a marker is missing.
    """
    lines = program.read_text(encoding="utf-8").splitlines()
    begin = f"{BEGIN} {part}".strip()
    if begin not in lines:
        raise ValueError(f"{program.name} has no line {begin!r}")
    rest = lines[lines.index(begin) + 1 :]
    if END not in rest:
        raise ValueError(f"{program.name} has no line {END!r} after {begin!r}")
    return "\n".join(rest[: rest.index(END)]).strip("\n")


def excerpt(program: Path, begin: str, before: str = "") -> str:
    """A part of any program, without callouts: from a line to the one before another.

    Raises:
        ValueError: no line begins with one of the two texts.
    """
    lines = read(program.read_text(encoding="utf-8")).lines
    first = _find(program, lines, begin, 0)
    last = _find(program, lines, before, first + 1) if before else len(lines)
    part = [line for line in lines[first:last] if not line.startswith((BEGIN, END))]
    return "\n".join(part).strip("\n")


def _find(program: Path, lines: Sequence[str], text: str, start: int) -> int:
    for number in range(start, len(lines)):
        if lines[number].startswith(text):
            return number
    raise ValueError(f"{program} has no line that begins with {text!r}")


if __name__ == "__main__":
    for file in sorted(FOLDER.glob("*.py")):
        if text := printed(file):
            file.with_suffix(".txt").write_text(text, encoding="utf-8")
