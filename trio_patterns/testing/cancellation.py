"""Cancel a program at each of its steps in turn: `cancel_everywhere`.

A cancellation may come at any checkpoint, and does come at few of them in most tests.
What is lost there, or never released, shows up as a rare hang much later. Here every
step is tried: a run is cancelled before its first step, the next after one step of any
of its tasks, the next after two, until all have been tried. A run in which a
`trio.Cancelled` gets lost is done once more, to see where: ``_swallowed.py``.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import trio

from trio_patterns._checks import call_async_fn, check_async_fn
from trio_patterns._tasks.tree import TaskWait, render, snapshot
from trio_patterns._tasks.trio_names import CANCELLATION
from trio_patterns._tasks.trio_names import check as check_names
from trio_patterns._tasks.waits import is_trios_own

from ._orders import OrderSearch, TaskOrder
from ._swallowed import Deliveries, Witness
from .schedules import check_usable, checked_search, named_after, run_in_order

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
    jumps, that of `run`, and watched by `deadlock_detector`.

    A run fails when an error other than the cancellation leaves it; when a task, or
    its clean-up, hangs or does not end; when ``check`` raises; or when a task swallows
    `trio.Cancelled`: an ``except`` does not raise it again. The function has to make
    its objects anew in each run, and to end when it is not cancelled.

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
        ValueError: As for `explore`.
        TypeError: As for `explore`, or ``check`` is not a function.
        RuntimeError: A task has swallowed `trio.Cancelled`; a run does not end within
            10,000 steps; or as for `run`.

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
    check_names("cancel_everywhere", CANCELLATION)
    check_async_fn("async_fn", async_fn)
    if check is not None and not callable(check):
        raise TypeError(f"check must be a function without arguments, not {check!r}")
    schedules, seed = checked_search(schedules, seed)
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
    deliveries = Deliveries(canceller.scope, canceller.reason)
    try:
        canceller.run(async_fn, deliveries)
        if check is not None:
            check()
        if deliveries.one_is_missing and (
            where := _where_swallowed(async_fn, order.number, cancel_after)
        ):
            raise RuntimeError(where)
    except BaseException as error:
        error.add_note(
            f"cancel_everywhere: {canceller}\ncancel_everywhere(fn, ..., schedules=1, "
            f"seed={order}) repeats it"
        )
        raise
    return canceller.steps


def _where_swallowed(
    async_fn: Callable[[], Awaitable[object]], seed: int, cancel_after: int | None
) -> str:
    """Do a run again, and say where a task swallows `trio.Cancelled`, if one does."""
    canceller = _Canceller(TaskOrder(seed), cancel_after)
    witness = Witness(canceller.scope, canceller.reason)
    before = sys.gettrace()
    sys.settrace(witness.trace)
    try:
        canceller.run(async_fn, witness)
    except Exception:  # noqa: BLE001, S110  # judged by how it ended the first time
        pass
    finally:
        sys.settrace(before)
    return str(witness)


class _Canceller(trio.abc.Instrument):
    """Cancels a run after so many steps of its tasks, and notes where they stood."""

    def __init__(self, order: TaskOrder, cancel_after: int | None) -> None:
        self.scope = trio.CancelScope()
        self.reason = f"cancel_everywhere: step {cancel_after}"
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

    def run(
        self, async_fn: Callable[[], Awaitable[object]], deliveries: Deliveries
    ) -> None:
        """Do the run, and have the deliveries of the cancellation noted."""

        @named_after(async_fn)
        async def cancelled_run() -> None:
            with self.scope:
                if self._cancel_after == 0:
                    self._cancel()
                trio.lowlevel.add_instrument(self)
                try:
                    with deliveries.expected():
                        await call_async_fn(async_fn)
                finally:
                    trio.lowlevel.remove_instrument(self)

        run_in_order(self._order, cancelled_run, instruments=[deliveries])

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
        self.scope.cancel(reason=self.reason)
