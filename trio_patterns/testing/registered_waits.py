"""Waits that the tools do not know by themselves: `register_wait`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trio_patterns._tasks.rules import register
from trio_patterns._tasks.waits import forget_stacks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def register_wait(async_fn: Callable[..., Awaitable[Any]], what: str) -> None:
    """Tell the tools what a task waits for that is parked in a function of yours.

    Go's detector knows all the ways in which a goroutine can block. `deadlock_detector`
    knows those of Trio, anyio, trio_util and tricycle, and takes any other call of
    `trio.lowlevel.wait_task_rescheduled` for a wait that something outside may end: one
    such task silences it. What is made of Trio's own primitives needs no registration.

    Register a wait only if nothing but code that runs in the same run can end it. A
    thread or a signal handler may do so too if it comes by way of the run's
    `trio.lowlevel.TrioToken`, or `trio.from_thread`: the detector sees these. A wait
    for a callback of the operating system must stay unknown, or there will be false
    alarms. A registered wait is never part of a cycle, as its holders are not known.

    Args:
        async_fn: the function that calls `trio.lowlevel.wait_task_rescheduled` itself,
            or `trio.lowlevel.ParkingLot.park`. It holds for all runs, from now on.
        what: a few words that fit after "waits for" in a report.

    Raises:
        TypeError: ``async_fn`` is not an async function, or ``what`` not a string.
        ValueError: ``what`` is empty, or the tools know the function by themselves.

    Example:
        >>> from trio_patterns.testing import DeadlockError, deadlock_detector
        >>> class Baton:
        ...     def __init__(self) -> None:
        ...         self.runner: trio.lowlevel.Task | None = None
        ...
        ...     async def take(self) -> None:
        ...         self.runner = trio.lowlevel.current_task()
        ...         await trio.lowlevel.wait_task_rescheduled(self.drop)
        ...
        ...     def drop(self, _: object) -> trio.lowlevel.Abort:
        ...         self.runner = None
        ...         return trio.lowlevel.Abort.SUCCEEDED
        >>> register_wait(Baton.take, "the baton")
        >>> async def main() -> None:
        ...     try:
        ...         async with deadlock_detector():
        ...             await Baton().take()  # and nobody passes it on
        ...     except DeadlockError as error:
        ...         print(error.tasks[0].waits_for)
        >>> trio.run(main)
        the baton
    """
    register(async_fn, what)
    forget_stacks()
