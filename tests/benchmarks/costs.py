"""What threads and tasks cost; `costs.go` measures goroutines in the same way.

    costs.py threads COUNT  the seconds that it takes to start one, and its bytes
    costs.py tasks COUNT

A program that imports nothing else: the memory is that of its process.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import trio
import trio.testing


def threads(count: int) -> tuple[float, float]:
    """Measure threads that wait for an event."""
    release, all_begun = threading.Event(), threading.Barrier(count + 1)

    def wait() -> None:
        all_begun.wait()
        release.wait()

    before, start = _resident(), time.process_time()
    started = [threading.Thread(target=wait) for _ in range(count)]
    for thread in started:
        thread.start()
    all_begun.wait()
    seconds, after = time.process_time() - start, _resident()
    release.set()
    for thread in started:
        thread.join()
    return seconds / count, (after - before) / count


async def tasks(count: int) -> tuple[float, float]:
    """Measure tasks that wait for an event."""
    release = trio.Event()
    before, start = _resident(), time.process_time()
    async with trio.open_nursery() as nursery:
        for _ in range(count):
            nursery.start_soon(release.wait)
        await trio.testing.wait_all_tasks_blocked()
        seconds, after = time.process_time() - start, _resident()
        release.set()
    return seconds / count, (after - before) / count


def _resident() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="utf-8").split()[1]
    return int(pages) * os.sysconf("SC_PAGESIZE")


if __name__ == "__main__":
    number = int(sys.argv[2])
    print(*(threads(number) if sys.argv[1] == "threads" else trio.run(tasks, number)))
