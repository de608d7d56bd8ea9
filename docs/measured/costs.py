"""What a goroutine, a thread and a Trio task cost: to start one, and while it waits.

    python docs/measured/costs.py

writes the table beside it. For Linux alone, as it reads `/proc`. Each is measured in a
fresh process, several times; the median counts. Processor time is counted, until all
have begun to run, so that it matters less what else the machine does.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import trio
import trio.testing

HERE = Path(__file__).parent
ROUNDS = 3
COUNTS = {"goroutine": 100_000, "thread": 1_000, "task": 100_000}


def resident() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="utf-8").split()[1]
    return int(pages) * os.sysconf("SC_PAGESIZE")


def threads(count: int) -> tuple[float, float]:
    release, all_begun = threading.Event(), threading.Barrier(count + 1)

    def wait() -> None:
        all_begun.wait()
        release.wait()

    before, start = resident(), time.process_time()
    started = [threading.Thread(target=wait) for _ in range(count)]
    for thread in started:
        thread.start()
    all_begun.wait()
    seconds, after = time.process_time() - start, resident()
    release.set()
    for thread in started:
        thread.join()
    return seconds / count, (after - before) / count


async def tasks(count: int) -> tuple[float, float]:
    release = trio.Event()
    before, start = resident(), time.process_time()
    async with trio.open_nursery() as nursery:
        for _ in range(count):
            nursery.start_soon(release.wait)
        await trio.testing.wait_all_tasks_blocked()
        seconds, after = time.process_time() - start, resident()
        release.set()
    return seconds / count, (after - before) / count


def output(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  ours
    return done.stdout.strip()


def measure(*command: str | Path) -> tuple[float, float]:
    """The medians of several runs of a command that prints the two numbers."""
    rounds = [output(*command).split() for _ in range(ROUNDS)]
    seconds, size = zip(*(map(float, figures) for figures in rounds), strict=True)
    return statistics.median(seconds), statistics.median(size)


def row(name: str, figures: list[str]) -> str:
    return f"| {' | '.join([name, *figures])} |"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "costs"
        output("go", "build", "-o", program, HERE / "costs.go")
        results = [
            measure(program, str(COUNTS["goroutine"])),
            measure(sys.executable, __file__, "thread", str(COUNTS["thread"])),
            measure(sys.executable, __file__, "task", str(COUNTS["task"])),
        ]
    conditions = (
        f"Measured with {output('go', 'env', 'GOVERSION')}, Python"
        f" {platform.python_version()} and trio {trio.__version__}, in the median of"
        f" {ROUNDS} runs. To start one is in processor time, its first step included."
        " The memory of a thread is what it has touched of its stack, not what is set"
        " aside for it."
    )
    lines = [
        "| | Goroutine | Python's thread | Trio task |",
        "|---|--:|--:|--:|",
        row("so many at once", [f"{count:,}" for count in COUNTS.values()]),
        row("to start one", [f"{1e6 * seconds:.1f} µs" for seconds, _ in results]),
        row("memory of each", [f"{size / 1024:.1f} KiB" for _, size in results]),
        "",
        conditions,
    ]
    (HERE / "costs.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    elif sys.argv[1] == "thread":
        print(*threads(int(sys.argv[2])))
    else:
        print(*trio.run(tasks, int(sys.argv[2])))
