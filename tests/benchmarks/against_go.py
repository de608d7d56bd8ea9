"""Against Go: how well waits overlap, and what each operation costs.

The first is what one chooses concurrency for: five servers are asked at once, and the
answer is there when the slowest has answered. Here both languages wait for the same
thing, and should take the same time.

The second is where Go is far ahead: its channels and goroutines are machine code. Both
sides use one processor, and processor time is what is counted. Each of our rounds is
followed by one of Go's.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import trio

from trio_patterns.guide.catalogue import load
from trio_patterns.guide.toolchain import Toolchain, find_go

from .floor import answer, open_channels, ready_select, waiting_select
from .measuring import Contest, in_turn, middle_half, times_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .measuring import Effort, Job, Result

# Of the constructs that ask the datacenters, those that end well.
PROGRAMS = [
    "sequential",
    "all_at_once",
    "scatter_gather",
    "redundant",
    "hedged",
    "worker_pool",
    "semaphore",
    "weighted_semaphore",
]

# Times the run alone: starting Python takes longer than most of these programs.
_TIMED = """
import importlib, sys, time, trio
module = importlib.import_module(sys.argv[1])
started = time.perf_counter()
trio.run(module.main)
print(time.perf_counter() - started, file=sys.stderr)
"""


def measure(effort: Effort) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        toolchain = find_go(load().root, Path(folder))
        costs = _costs(toolchain, Path(folder), effort)
        return {
            "go": toolchain.version,
            "programs": _programs(toolchain, effort),
            "costs": costs,
        }


def _programs(toolchain: Toolchain, effort: Effort) -> Result:
    """Run each program in both languages, on the real clock."""
    jobs = [f"{name} {side}" for name in PROGRAMS for side in ("go", "trio")]
    seconds: dict[str, list[float]] = {job: [] for job in jobs}
    starts: list[float] = []
    for name in PROGRAMS:
        toolchain.program(name, "main.go", "real")
    for order in in_turn(jobs, min(effort.rounds, 7)):
        for job in order:
            name, side = job.split()
            if side == "go":
                seconds[job].append(_seconds_of_go(toolchain, name))
            else:
                taken, start = _seconds_of_trio(toolchain.root, f"{name}.main")
                seconds[job].append(taken)
                starts.append(start)
    return {
        "rows": [
            _pair(name, seconds[f"{name} trio"], seconds[f"{name} go"])
            for name in PROGRAMS
        ],
        "start_of_python": statistics.median(starts),
    }


def _pair(name: str, ours: Sequence[float], theirs: Sequence[float]) -> Result:
    ratios = [mine / its for mine, its in zip(ours, theirs, strict=True)]
    low, high = middle_half(ratios)
    return {
        "name": name,
        "trio": statistics.median(ours),
        "go": statistics.median(theirs),
        "ratio": statistics.median(ratios),
        "low": low,
        "high": high,
    }


def _seconds_of_go(toolchain: Toolchain, construct: str) -> float:
    """Time a whole Go process: that it starts in a millisecond is Go's merit."""
    command = toolchain.program(construct, "main.go", "real")
    started = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - started


def _seconds_of_trio(examples: Path, module: str) -> tuple[float, float]:
    """Time a run of Trio in a process of its own, and all the rest of that process."""
    path = os.pathsep.join([str(examples), os.environ.get("PYTHONPATH", "")])
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-P", "-c", _TIMED, module],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = float(done.stderr)
    return seconds, time.perf_counter() - started - seconds


def _costs(toolchain: Toolchain, folder: Path, effort: Effort) -> list[Result]:
    """Time the operations, a round of ours and a round of Go's by turns."""
    program = costs_in_go(toolchain, folder)
    one_round = replace(effort, rounds=1)
    ours: dict[str, list[float]] = {}
    theirs: dict[str, list[float]] = {}
    for _ in range(effort.rounds):
        for name, (seconds,) in times_of(
            Contest("costs", operations), one_round
        ).items():
            ours.setdefault(name, []).append(seconds)
        for name, seconds in _times_in_go(program, effort).items():
            theirs.setdefault(name, []).append(seconds)
    return [_pair(name, ours[name], theirs[_TWINS.get(name, name)]) for name in ours]


def costs_in_go(toolchain: Toolchain, folder: Path) -> Path:
    """Build the Go program that measures what Go's operations and goroutines cost."""
    program = folder / "costs"
    source = Path(__file__).with_name("costs.go")
    subprocess.run([toolchain.go, "build", "-o", program, source], check=True)
    return program


def _times_in_go(program: Path, effort: Effort) -> dict[str, float]:
    done = subprocess.run(
        [program, "operations", str(100_000 if effort.seconds else 1_000)],
        env={**os.environ, "GOMAXPROCS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    return {name: float(nanoseconds) * 1e-9 for name, nanoseconds in lines}


# Go has one way to do what Trio has two for.
_TWINS = {"channel, buffered, without a checkpoint": "channel, buffered"}


def operations(nursery: trio.Nursery) -> dict[str, Job]:
    """The operations that `costs.go` times, by the same names."""
    ((send, receive),) = open_channels(nursery, 1)
    lock = trio.Lock()
    selects = waiting_select(nursery)

    async def buffered() -> int:
        await send.send(1)
        return await receive.receive()

    async def buffered_nowait() -> int:
        send.send_nowait(1)
        return receive.receive_nowait()

    async def task() -> int:
        async with trio.open_nursery() as one:
            one.start_soon(answer)
        return 1

    async def locked() -> int:
        async with lock:
            return 1

    return {
        "channel, buffered": buffered,
        "channel, buffered, without a checkpoint": buffered_nowait,
        "channel, round trip": selects["receive"],
        "select, ready": ready_select(nursery)["select(recv, recv)"],
        "select, waiting": selects["select(recv, recv)"],
        "task": task,
        "lock": locked,
    }
