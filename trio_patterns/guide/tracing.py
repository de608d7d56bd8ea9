"""Record and draw a Trio program of the examples, in a process of its own."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from trio_patterns.guide import running
from trio_patterns.guide.errors import GuideError

if TYPE_CHECKING:
    from collections.abc import Generator

    from trio_patterns.guide.catalogue import Clock, Construct, Pair
    from trio_patterns.guide.forks import Forks

# The exit status of the process if its program can't run on the virtual clock.
NEEDS_THE_REAL_CLOCK = 3
# The same for a picture that is drawn, but explains nothing.
NOTHING_TO_SEE = 4
# What stands in each kind of picture that the timeline draws, and hardly elsewhere.
_MARKS = {".svg": 'class="tl"', ".html": 'class="tl"', ".json": '"dropped":'}


class TraceError(GuideError):
    """A program can't be recorded, or its picture can't be written."""


def text(construct: Construct, pair: Pair, width: int) -> str:
    """Run the Trio program of a pair, and draw it in `width` columns of text.

    Raises:
        TraceError: The program can't be run.
    """
    with tempfile.TemporaryDirectory(prefix="trio-patterns-") as folder:
        path = Path(folder) / "trace.txt"
        _save(construct, pair, path, width)
        return path.read_text(encoding="utf-8")


def save(construct: Construct, pair: Pair, path: Path) -> None:
    """Run the Trio program of a pair, and draw it into a file, by the file's ending.

    Raises:
        TraceError: The program can't be run, or the file can't be written.
    """
    if path.suffix not in _MARKS:
        *others, last = _MARKS
        endings = f"{', '.join(others)} or {last}"
        better = path.with_suffix(".svg")
        raise TraceError(f"{path} must end in {endings}; did you mean {better}?")
    if not path.parent.is_dir():
        raise TraceError(f"{path}: there is no folder {path.parent}")
    _check_is_ours(path)
    with _scratch(path) as drawn:
        _save(construct, pair, drawn)
        _put(drawn, path)


def save_in_virtual_time(
    construct: Construct, pair: Pair, path: Path, forks: Forks | None = None
) -> bool:
    """Draw a picture for the guide: the same every time, and with something to see.

    Whoever draws many has the programs run in `forks`.

    Returns:
        Whether it was drawn.

    Raises:
        TraceError: The program can't be run, or the file can't be written.
    """
    _check_is_ours(path)
    with _scratch(path) as drawn:
        if run_and_draw(construct, pair, "virtual", drawn, forks=forks):
            return False
        if construct.clock != "virtual":
            # The program may read the machine's clock: its picture differs each time,
            # but for two that are the same by chance.
            first = drawn.read_bytes()
            for _ in range(3):
                again = run_and_draw(construct, pair, "virtual", drawn, forks=forks)
                if again or drawn.read_bytes() != first:
                    return False
        _put(drawn, path)
    return True


def title(construct: Construct, pair: Pair) -> str:
    """Give the title above the picture."""
    return f"{construct.title} · {pair.title}" if pair.title else construct.title


def pictures(construct: Construct) -> dict[str, Pair]:
    """Give the names of the guide's pictures, one for each program, with its pair."""
    pairs: dict[str, Pair] = {}
    for pair in construct.pairs:
        if not (pair.has_a_run and pair.picture):
            continue
        program = pair.trio.removesuffix(".py").replace("/", "-")
        suffix = "" if program == "main" else f"-{program}"
        pairs.setdefault(f"{construct.name}{suffix}.svg", pair)
    return pairs


def is_picture(path: Path) -> bool:
    """Tell whether a file was drawn by us: nobody else's is removed or overwritten."""
    return _MARKS[path.suffix] in path.read_text(encoding="utf-8", errors="replace")


def _check_is_ours(path: Path) -> None:
    """Raise if a picture at this path would take the place of what is not ours."""
    if path.is_dir():
        raise TraceError(f"{path} is a folder, and no file")
    try:
        ours = not path.exists() or is_picture(path)
    except OSError as error:
        raise TraceError(f"{path} can't be read: {error.strerror}") from error
    if not ours:
        raise TraceError(
            f"{path} is there, and trace did not draw it: remove it, or name another"
        )


@contextmanager
def _scratch(path: Path) -> Generator[Path, None, None]:
    """Give a temporary file of that name: only a whole picture takes its place."""
    with tempfile.TemporaryDirectory(prefix="trio-patterns-") as folder:
        yield Path(folder) / path.name


def _put(drawn: Path, path: Path) -> None:
    try:
        shutil.copyfile(drawn, path)
    except OSError as error:
        raise TraceError(f"{path} can't be written: {error.strerror}") from error


def _save(construct: Construct, pair: Pair, path: Path, width: int = 100) -> None:
    if run_and_draw(construct, pair, "virtual", path, width) == NEEDS_THE_REAL_CLOCK:
        run_and_draw(construct, pair, "real", path, width)


def run_and_draw(
    construct: Construct,
    pair: Pair,
    clock: Clock,
    path: Path,
    width: int = 100,
    *,
    forks: Forks | None = None,
) -> int:
    """Run the process, and give its exit status if that is one of those above, or 0."""
    if pair.signals and clock == "virtual":
        return NEEDS_THE_REAL_CLOCK
    command = ["trio_patterns.guide.run_traced", construct.module(pair.trio), clock]
    command += [str(path), title(construct, pair), str(width)]
    if forks is not None and hasattr(os, "fork"):
        done = forks.run_module(construct.folder.parent, command)
    else:
        python = [sys.executable, "-P", "-m"]
        done = running.run(construct, [*python, *command], "real", pair)
    if done.exit not in (0, NEEDS_THE_REAL_CLOCK, NOTHING_TO_SEE):
        why = done.stderr.strip() or f"it was ended, with status {done.exit}"
        raise TraceError(f"{construct.name} can't be recorded: {why}")
    return done.exit
