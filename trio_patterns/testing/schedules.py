"""Run a program in one order of its tasks, or in many: `run` and `explore`."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple

import trio
import trio.testing

from ._scheduler import task_order

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")
ArgsT = TypeVarTuple("ArgsT")


def run(
    async_fn: Callable[[*ArgsT], Awaitable[T]],
    *args: *ArgsT,
    seed: int = 0,
) -> T:
    """Run ``async_fn(*args)`` on a clock that jumps, in the task order of ``seed``."""
    refuse_inside_run("run")
    with task_order(random.Random(seed)):  # noqa: S311  # no secret hangs on it
        return trio.run(
            async_fn, *args, clock=trio.testing.MockClock(autojump_threshold=0)
        )


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
