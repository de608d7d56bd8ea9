"""What a goroutine, a thread and a Trio task cost: to start one, and while it waits.

Each is measured in a fresh process, several times; the median counts. Processor time is
counted, until all have begun to run, so that it matters less what else the machine
does. The memory is that of the whole process, which Linux alone tells, in `/proc`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from trio_patterns.guide.catalogue import load
from trio_patterns.guide.toolchain import find_go

from .against_go import costs_in_go

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .measuring import Effort, Result

# A thread is expensive: fewer of them say as much.
COUNTS = {"goroutines": 100_000, "threads": 1_000, "tasks": 100_000}


def measure(effort: Effort) -> Result:
    """Start so many of each kind; give the seconds and the bytes that one takes."""
    with tempfile.TemporaryDirectory() as folder:
        toolchain = find_go(load().root, Path(folder))
        in_go = [costs_in_go(toolchain, Path(folder))]
        in_python = [sys.executable, Path(__file__).with_name("costs.py")]
        rows: list[Result] = []
        for kind, count in COUNTS.items():
            program = in_go if kind == "goroutines" else in_python
            many = min(count, effort.largest)
            seconds, size = _median([*program, kind, str(many)], min(effort.rounds, 7))
            rows.append(
                {"name": kind, "count": many, "seconds": seconds, "bytes": size}
            )
        return {"go": toolchain.version, "rows": rows}


def _median(command: Sequence[str | Path], rounds: int) -> tuple[float, float]:
    """Run a command that prints the two numbers, several times."""
    printed = [
        subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for _ in range(rounds)
    ]
    seconds, size = zip(*(map(float, line.split()) for line in printed), strict=True)
    return statistics.median(seconds), statistics.median(size)
