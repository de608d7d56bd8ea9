"""Time jobs against each other: in turn, in one run, by the ratio within each round.

A time in microseconds says as much about the machine, and about what else it is doing,
as about the code. So the jobs that are compared take turns, a few milliseconds each, in
an order that is drawn anew for each round. What slows the machine down slows them all,
and the ratio of two of them within one round hardly changes. The median over the rounds
is the result, and the middle half of the rounds says how far to trust it.

What is counted is the processor's time in this process: while others use the processor
no time passes. The jobs never wait for anything outside.
"""

from __future__ import annotations

import gc
import os
import platform
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import trio
import trio.testing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Does its work once. What it returns is checked, and not timed separately.
Job: TypeAlias = Callable[[], Awaitable[object]]
# What fits into JSON.
Result: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Effort:
    """How hard to try.

    Attributes:
        rounds: How often each job is timed.
        seconds: The processor's time that one sample of a job is to take.
        largest: No size in `growth` is above this, no number of requests in `tail`.
    """

    rounds: int = 21
    seconds: float = 0.01
    largest: int = 100_000


@dataclass(frozen=True)
class Contest:
    """Several ways to do one job. The first is the unit, in which the others are given.

    Attributes:
        title: The job.
        prepare: Makes the jobs, by name. It may start tasks in the nursery, which are
            cancelled when all is measured.
        goal: The ratio to the unit that none of the others should exceed.
        on_mock_clock: Whether time is a clock that jumps.
    """

    title: str
    prepare: Callable[[trio.Nursery], dict[str, Job]]
    goal: float | None = None
    on_mock_clock: bool = False


@dataclass(frozen=True)
class Row:
    """What came out for one job: its time, and the ratio to the unit.

    Attributes:
        microseconds: The median time of the job.
        ratio: The median of the ratios.
        low: A quarter of the ratios are below this.
        high: A quarter of the ratios are above this.
    """

    name: str
    microseconds: float
    ratio: float
    low: float
    high: float


def hold(contest: Contest, effort: Effort) -> Result:
    """Run the jobs of a contest against each other."""
    times = times_of(contest, effort)
    unit = next(iter(times.values()))
    rows = [asdict(_row(name, its, unit)) for name, its in times.items()]
    return {"title": contest.title, "goal": contest.goal, "rows": rows}


def times_of(contest: Contest, effort: Effort) -> dict[str, list[float]]:
    """Give the seconds that each job took, one for each round."""
    clock = trio.testing.MockClock(autojump_threshold=0)
    return trio.run(
        _take_turns, contest, effort, clock=clock if contest.on_mock_clock else None
    )


def _row(name: str, times: Sequence[float], unit: Sequence[float]) -> Row:
    ratios = [mine / its for mine, its in zip(times, unit, strict=True)]
    low, high = middle_half(ratios)
    return Row(
        name,
        microseconds=statistics.median(times) * 1e6,
        ratio=statistics.median(ratios),
        low=low,
        high=high,
    )


def middle_half(values: Sequence[float]) -> tuple[float, float]:
    """Give the bounds between which the middle half of the values lies."""
    if len(values) == 1:
        return values[0], values[0]
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


async def _take_turns(contest: Contest, effort: Effort) -> dict[str, list[float]]:
    async with trio.open_nursery() as nursery:
        jobs = contest.prepare(nursery)
        await trio.testing.wait_all_tasks_blocked()
        await _check_that_they_do_the_same(contest, jobs)
        repeats = {name: await _calibrate(jobs[name], effort) for name in jobs}
        times: dict[str, list[float]] = {name: [] for name in jobs}
        for names in in_turn(jobs, effort.rounds):
            for name in names:
                times[name].append(await _time(jobs[name], repeats[name]))
        nursery.cancel_scope.cancel(reason="all is measured")
    return times


def in_turn(names: Iterable[str], rounds: int) -> Iterable[list[str]]:
    """Give the names in a new order for each round, the same ones in each run."""
    order = random.Random(0)  # noqa: S311  # nothing here is a secret
    names = list(names)
    for _ in range(rounds):
        yield order.sample(names, len(names))


async def _check_that_they_do_the_same(contest: Contest, jobs: dict[str, Job]) -> None:
    """Raise unless all the jobs return the same: else the ratio says nothing."""
    results = {name: await job() for name, job in jobs.items()}
    if any(result != next(iter(results.values())) for result in results.values()):
        raise AssertionError(f"the jobs of {contest.title!r} differ: {results}")


async def _calibrate(job: Job, effort: Effort) -> int:
    """Find out how often to repeat a job for one sample."""
    repeats = 1
    while (seconds := await _time(job, repeats) * repeats) < effort.seconds / 2:
        repeats *= 2
    return max(1, round(repeats * effort.seconds / seconds)) if effort.seconds else 1


async def _time(job: Job, repeats: int) -> float:
    """Give the seconds of processor time of one repetition."""
    # Each sample begins with nothing to collect, and pays for what it leaves.
    gc.collect()
    started = time.process_time()
    for _ in range(repeats):
        await job()
    return (time.process_time() - started) / repeats


def conditions(effort: Effort) -> Result:
    """Say where, when and with what it was measured, and how busy the machine was."""
    names = ["trio", "trio-util", "anyio", "aiometer", "aioresult", "tricycle"]
    return {
        "date": time.strftime("%Y-%m-%d"),
        "machine": f"{os.cpu_count()} x {_processor()}",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in names},
        "load": round(os.getloadavg()[0], 1),
        "rounds": effort.rounds,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
