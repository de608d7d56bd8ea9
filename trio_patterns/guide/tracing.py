"""Record and draw a Trio program of the examples, in a process of its own."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from trio_patterns.guide import running
from trio_patterns.guide.errors import GuideError

if TYPE_CHECKING:
    from trio_patterns.guide.catalogue import Clock, Construct, Pair

# The exit status of the process if its program can't run on the virtual clock.
NEEDS_THE_REAL_CLOCK = 3
_ENDINGS = (".svg", ".html", ".json")


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
    if path.suffix not in _ENDINGS:
        endings = f"{', '.join(_ENDINGS[:-1])} or {_ENDINGS[-1]}"
        better = path.with_suffix(_ENDINGS[0])
        raise TraceError(f"{path} must end in {endings}; did you mean {better}?")
    if not path.parent.is_dir():
        raise TraceError(f"{path}: there is no folder {path.parent}")
    _save(construct, pair, path)


def save_in_virtual_time(construct: Construct, pair: Pair, path: Path) -> bool:
    """Draw a picture that is the same every time, unless it needs the real clock.

    Returns:
        Whether it was drawn.

    Raises:
        TraceError: The program can't be run.
    """
    if not _trace(construct, pair, "virtual", path):
        return False
    if construct.clock == "virtual":
        return True
    # The program may read the machine's clock, and its picture differ each time.
    first = path.read_bytes()
    if _trace(construct, pair, "virtual", path) and path.read_bytes() == first:
        return True
    path.unlink()
    return False


def title(construct: Construct, pair: Pair) -> str:
    """Give the title above the picture."""
    return f"{construct.title} · {pair.title}" if pair.title else construct.title


def pictures(construct: Construct) -> dict[str, Pair]:
    """Give the names of the picture files, one for each program, with its pair."""
    pairs: dict[str, Pair] = {}
    for pair in construct.pairs:
        if not pair.has_a_run:
            continue
        program = pair.trio.removesuffix(".py").replace("/", "-")
        suffix = "" if program == "main" else f"-{program}"
        pairs.setdefault(f"{construct.name}{suffix}.svg", pair)
    return pairs


def is_picture(path: Path) -> bool:
    """Tell whether a file was drawn by us: nobody else's is to be removed."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return 'class="tl"' in file.read(200)


def _save(construct: Construct, pair: Pair, path: Path, width: int = 100) -> None:
    if not _trace(construct, pair, "virtual", path, width):
        _trace(construct, pair, "real", path, width)


def _trace(
    construct: Construct, pair: Pair, clock: Clock, path: Path, width: int = 100
) -> bool:
    """Run the process; tell whether it has drawn, or needs the real clock."""
    if pair.signals and clock == "virtual":
        return False
    command = [sys.executable, "-P", "-m", "trio_patterns.guide.run_traced"]
    command += [construct.module(pair.trio), clock, str(path)]
    command += [title(construct, pair), str(width)]
    done = running.run(construct, command, "real", pair)
    if done.exit == NEEDS_THE_REAL_CLOCK:
        return False
    if done.exit:
        why = done.stderr.strip() or f"it was ended, with status {done.exit}"
        raise TraceError(f"{construct.name} can't be recorded: {why}")
    return True
