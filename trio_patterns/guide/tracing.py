"""Has a Trio program of the examples recorded and drawn, in a process of its own."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from trio_patterns.guide import running

if TYPE_CHECKING:
    from trio_patterns.guide.catalogue import Clock, Construct, Step

# What the process ends with when the virtual clock is not for its program.
NEEDS_THE_REAL_CLOCK = 3
_ENDINGS = (".svg", ".html", ".json")


class TraceError(Exception):
    """A program can't be recorded, or not drawn there."""


def text(construct: Construct, step: Step, width: int) -> str:
    """Run the Trio program of a step, and draw it in so many columns.

    Raises:
        TraceError: it can't be run.
    """
    with tempfile.TemporaryDirectory(prefix="trio-patterns-") as folder:
        path = Path(folder) / "trace.txt"
        _save(construct, step, path, width)
        return path.read_text(encoding="utf-8")


def save(construct: Construct, step: Step, path: Path) -> None:
    """Run the Trio program of a step, and draw it into a file; its ending tells how.

    Raises:
        TraceError: it can't be run, or there can be no such file.
    """
    if path.suffix not in _ENDINGS:
        endings = f"{', '.join(_ENDINGS[:-1])} or {_ENDINGS[-1]}"
        better = path.with_suffix(_ENDINGS[0])
        raise TraceError(f"{path} must end in {endings}; did you mean {better}?")
    if not path.parent.is_dir():
        raise TraceError(f"{path}: there is no folder {path.parent}")
    _save(construct, step, path)


def save_in_virtual_time(construct: Construct, step: Step, path: Path) -> bool:
    """Draw a picture that is the same every time, unless it needs the real clock.

    Returns:
        Whether it was drawn.

    Raises:
        TraceError: it can't be run.
    """
    if not _trace(construct, step, "virtual", path):
        return False
    if construct.clock == "virtual":
        return True
    # It may look at the time of the machine, and be another one each time.
    first = path.read_bytes()
    if _trace(construct, step, "virtual", path) and path.read_bytes() == first:
        return True
    path.unlink()
    return False


def title(construct: Construct, step: Step) -> str:
    """What stands above the picture."""
    return f"{construct.title} · {step.title}" if step.title else construct.title


def pictures(construct: Construct) -> dict[str, Step]:
    """The names of the pictures' files, one for each program, in the story's order."""
    steps: dict[str, Step] = {}
    for step in construct.steps:
        if not step.has_a_run:
            continue
        program = step.trio.removesuffix(".py").replace("/", "-")
        suffix = "" if program == "main" else f"-{program}"
        steps.setdefault(f"{construct.name}{suffix}.svg", step)
    return steps


def _save(construct: Construct, step: Step, path: Path, width: int = 100) -> None:
    if not _trace(construct, step, "virtual", path, width):
        _trace(construct, step, "real", path, width)


def _trace(
    construct: Construct, step: Step, clock: Clock, path: Path, width: int = 100
) -> bool:
    """Run the process; tell whether it was drawn, or needs the real clock."""
    if step.signals and clock == "virtual":
        return False
    command = [sys.executable, "-P", "-m", "trio_patterns.guide.trace_stage"]
    command += [construct.module(step.trio), clock, str(path)]
    command += [title(construct, step), str(width)]
    done = running.run(construct, command, "real", step)
    if done.exit == NEEDS_THE_REAL_CLOCK:
        return False
    if done.exit:
        why = done.stderr.strip() or f"it was ended, with status {done.exit}"
        raise TraceError(f"{construct.name} can't be recorded: {why}")
    return True
