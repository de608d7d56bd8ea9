"""Run a program in one order of its tasks, or in many: `run` and `explore`."""

from __future__ import annotations

import functools
import random
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple

import trio
import trio.testing

from ._internals import scheduled_by
from .deadlocks import closed_world_detector

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

T = TypeVar("T")
ArgsT = TypeVarTuple("ArgsT")


def run(
    async_fn: Callable[[*ArgsT], Awaitable[T]],
    *args: *ArgsT,
    seed: int = 0,
) -> T:
    """Run ``async_fn(*args)`` on a clock that jumps, in the task order of ``seed``."""
    refuse_inside_run("run")

    @functools.wraps(async_fn)  # Trio names the task after it
    async def watched() -> T:
        async with closed_world_detector():
            return await async_fn(*args)

    with seeded(seed):
        return trio.run(watched, clock=trio.testing.MockClock(autojump_threshold=0))


def explore(
    async_fn: Callable[[], Awaitable[object]], *, schedules: int = 100, seed: int = 0
) -> None:
    """Run ``async_fn()`` under ``schedules`` task orders, on a clock that jumps."""
    refuse_inside_run("explore")
    for number in range(seed, seed + schedules):
        try:
            run(async_fn, seed=number)
        except BaseException as error:
            error.add_note(
                f"explore: this is the task order of seed {number}; "
                f"explore(fn, schedules=1, seed={number}) repeats it"
            )
            raise


def refuse_inside_run(name: str) -> None:
    """Raise if ``name``, a plain function, is called inside a Trio run."""
    if trio.lowlevel.in_trio_run():
        raise RuntimeError(
            f"{name}() starts Trio runs of its own: call it outside a run, "
            "from a plain function"
        )


# Who is the scheduler, is it for the whole process.
_in_use = threading.Lock()


@contextmanager
def seeded(seed: int) -> Generator[None]:
    """Runs inside the block have the task order and the random numbers of the seed."""
    if not _in_use.acquire(blocking=False):
        raise RuntimeError(
            "a seeded run is going on in another thread: the order of tasks is set for "
            "the whole process, so there can be only one at a time"
        )
    state = random.getstate()
    try:
        random.seed(seed)
        with scheduled_by(random.Random(seed)):  # noqa: S311  # no secret
            yield
    finally:
        random.setstate(state)
        _in_use.release()
