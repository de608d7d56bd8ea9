"""Cancel a program at each of its steps in turn: `cancel_everywhere`.

A cancellation may come at any checkpoint, and does come at few of them in most tests.
What is lost there, or never released, shows up as a rare hang much later. Here every
step is tried: a run is cancelled before its first step, the next after one step of any
of its tasks, the next after two, until all have been tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import trio

from trio_patterns._tasks.tree import TaskWait, render, snapshot
from trio_patterns._tasks.waits import is_trios_own

from ._orders import OrderSearch, TaskOrder
from .schedules import check_usable, named_after, refuse_bad_search, run_in_order

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from trio.lowlevel import Task

# The most steps of one run, and of a clean-up. More would take hours, as the search is
# quadratic; and a clean-up that long is taken for an endless one.
_MOST_STEPS = 10_000


def cancel_everywhere(
    async_fn: Callable[[], Awaitable[object]],
    *,
    check: Callable[[], object] | None = None,
    schedules: int = 1,
    seed: int = 0,
) -> None:
    """Run ``async_fn()`` again and again, cancelled one step later each time.

    Go has no tool for this: there, a goroutine is cancelled where it looks at its
    context, and nowhere else. In Trio every checkpoint is such a place, and this goes
    through them all, those of the child tasks included. Each run is on a clock that
    jumps, and watched by `deadlock_detector`.

    A run fails when an error other than the cancellation leaves it; when a task, or
    its clean-up, hangs or does not end; or when ``check`` raises. The function has to
    make its objects anew in each run, and to end when it is not cancelled.

    A plain function, called outside a run.

    Args:
        async_fn: the function to run.
        check: called without arguments when a run has ended, to raise an error if
            something is lost, held or left over.
        schedules: in how many different task orders to do all this, as in `explore`.
        seed: where the random orders start.

    Raises:
        Exception: The error of the run or of ``check``, with a note that tells the
            step, the seed of the task order, and where each task stood.
        DeadlockError: A cancelled run hangs, or the function does without that.
        RuntimeError: A run does not end within 10,000 steps; or as for `run`.

    Example:
        >>> lock = trio.Lock()
        >>> async def careless() -> None:
        ...     global lock
        ...     lock = trio.Lock()
        ...     await lock.acquire()
        ...     await trio.sleep(1)  # a cancellation here leaves the lock taken
        ...     lock.release()
        >>> def check() -> None:
        ...     assert not lock.locked(), "the lock is still taken"
        >>> try:
        ...     cancel_everywhere(careless, check=check)
        ... except AssertionError as error:
        ...     print(error)
        the lock is still taken
    """
    check_usable("cancel_everywhere")
    refuse_bad_search(schedules, seed)
    for order in OrderSearch(schedules, seed):
        steps = _try(async_fn, check, order, cancel_after=None)
        for step in range(steps + 1):
            _try(async_fn, check, TaskOrder(order.number), cancel_after=step)


def _try(
    async_fn: Callable[[], Awaitable[object]],
    check: Callable[[], object] | None,
    order: TaskOrder,
    cancel_after: int | None,
) -> int:
    """Do one run, cancelled after so many steps, and return how many it made."""
    canceller = _Canceller(order, cancel_after)

    @named_after(async_fn)
    async def cancelled_run() -> None:
        with canceller.scope:
            await canceller.watch(async_fn)

    try:
        run_in_order(order, cancelled_run)
        if check is not None:
            check()
    except BaseException as error:
        error.add_note(
            f"cancel_everywhere: {canceller}\ncancel_everywhere(fn, ..., schedules=1, "
            f"seed={order}) repeats it"
        )
        raise
    return canceller.steps


class _Canceller(trio.abc.Instrument):
    """Cancels a run after so many steps of its tasks, and notes where they stood."""

    def __init__(self, order: TaskOrder, cancel_after: int | None) -> None:
        self.scope = trio.CancelScope()
        self.steps = 0
        self._cancel_after = cancel_after
        self._order = order
        self._last_step_of = ""
        self._tree: tuple[TaskWait, ...] = ()

    def __str__(self) -> str:
        if self._cancel_after is None:
            return "the run was not cancelled"
        if self._cancel_after == 0:
            return "cancelled before the first step"
        return (
            f"cancelled after step {self._cancel_after}, made by {self._last_step_of}; "
            f"the tasks stood like this:\n{render(self._tree)}"
        )

    async def watch(self, async_fn: Callable[[], Awaitable[object]]) -> None:
        """Run the function, and cancel it when the time has come."""
        if self._cancel_after == 0:
            self._cancel()
        trio.lowlevel.add_instrument(self)
        try:
            await async_fn()
        finally:
            trio.lowlevel.remove_instrument(self)

    def after_task_step(self, task: Task) -> None:
        """Count the step, of whatever task, and cancel after the right one."""
        if is_trios_own(task):
            return
        self.steps += 1
        if self.steps == self._cancel_after:
            self._tree, names = snapshot()
            self._last_step_of = names[task]
            self._cancel()
        if self.steps == _MOST_STEPS + (self._cancel_after or 0):
            self._order.stop = RuntimeError(
                f"{_MOST_STEPS} steps without an end: the function has to end by itself"
                if self._cancel_after is None
                else f"{_MOST_STEPS} steps after the cancellation, and no end: does a "
                "loop swallow trio.Cancelled?"
            )

    def _cancel(self) -> None:
        self.scope.cancel(reason=f"cancel_everywhere: step {self._cancel_after}")
