"""Run a program in one order of its tasks, or in many: `run` and `explore`.

When several tasks are ready, Trio lets them run in any order, and a program has to work
in all of them. On one machine, on one day, only a few come up. Here the order is made
from a number, the *seed*: a program can be run in as many orders as one likes, and in
the one that breaks it as often as one likes.

Two things no seed decides: the order in which Trio closes the async generators that are
still open when a run has ended, and what Python's `random` module gives while another
thread draws from it too.
"""

from __future__ import annotations

import functools
import operator
import random
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple

import trio

from trio_patterns._checks import call_async_fn, check_async_fn
from trio_patterns._tasks.trio_names import DEADLOCKS, SCHEDULER, check
from trio_patterns.selection import choosing

from ._autojump import jumping_clock
from ._events import EventLog
from ._orders import OrderSearch, TaskOrder
from ._scheduler import InThisThread, scheduled_by
from .deadlocks import closed_world_detector

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Sequence
    from typing import SupportsIndex

T = TypeVar("T")
Fn = TypeVar("Fn", bound="Callable[..., object]")
ArgsT = TypeVarTuple("ArgsT")


@dataclass(frozen=True)
class Exploration:
    """What `explore` has tried without a failure."""

    schedules: int
    """The number of different task orders."""
    complete: bool
    """Whether these are all the orders that there are."""

    def __str__(self) -> str:
        orders = "task order" if self.schedules == 1 else "task orders"
        if self.complete:
            return f"all {self.schedules} {orders} that there are"
        return f"{self.schedules} {orders}, not all that there are"


def run(
    async_fn: Callable[[*ArgsT], Awaitable[T]],
    *args: *ArgsT,
    seed: int = 0,
    instruments: Sequence[trio.abc.Instrument] = (),
) -> T:
    """Run ``async_fn(*args)`` on a clock that jumps, in the task order of a seed.

    This is Go's ``testing/synctest`` for Trio, with the order of the tasks decided too:
    the same run every time, for tests, pictures and documentation. Sleeping takes no
    time, and `deadlock_detector` watches; a signal has to come from the run itself, for
    instance from `signal.raise_signal`. What the program draws from Python's `random`
    module is decided by the seed as well.

    Work outside, in threads, processes and peers, takes no time on the clock: it stands
    meanwhile, as far as that can be known, for ten seconds in vain at most.

    A plain function, called outside a run.

    Args:
        async_fn: the function to run, as for `trio.run`.
        args: its arguments.
        seed: names the task order. Any integer does; `explore` gives those of orders
            that fail.
        instruments: as for `trio.run`; a `trio_patterns.timeline.Timeline`, say.

    Returns:
        What ``async_fn`` returns.

    Raises:
        DeadlockError: The tasks wait for each other, for ever.
        TypeError: ``async_fn`` is not an async function, or ``seed`` not an int.
        RuntimeError: Called inside a run, or while another thread is in a seeded one;
            or this version of Trio is not as the tools have to know it.

    Example:
        >>> async def main() -> float:
        ...     start = trio.current_time()
        ...     await trio.sleep(3600)
        ...     return trio.current_time() - start
        >>> run(main)
        3600.0
    """
    check_usable("run")
    check_async_fn("async_fn", async_fn)
    seed = _to_int("seed", seed)
    return run_in_order(TaskOrder(seed), async_fn, *args, instruments=instruments)


def explore(
    async_fn: Callable[[], Awaitable[object]],
    *,
    schedules: int = 100,
    seed: int = 0,
    print_events: bool = False,
) -> Exploration:
    r"""Run ``async_fn()`` under many different task orders, on a clock that jumps.

    Go's race detector, asked for with ``-race``, sees the races of the runs that
    happen. This makes the runs happen. `deadlock_detector` watches each of them, and
    what fails in your function, an ``assert`` most often, fails here. The clock is that
    of `run`.

    When there are no more orders than ``schedules``, all of them are run, and the
    result says so; else as many different ones, at random. The function has to make
    its objects anew in each run. When a later order fails, the first one is run once
    more; if it fails too, the note says so.

    A plain function, called outside a run.

    Args:
        async_fn: the function to run.
        schedules: how many orders, at least 1.
        seed: where the random orders start.
        print_events: print the order of events of the run that fails, to standard
            error: each step of a task, and what it waits for after it.

    Returns:
        How many orders were run, and whether these were all.

    Raises:
        Exception: The function's own error, with a note that names the seed. In
            ``explore(fn, schedules=1, seed=that)`` it fails in the same order of
            events, in another process too; unless the note says that one run uses up
            what another needs.
        DeadlockError: The same, where tasks wait for each other.
        ValueError: ``schedules`` below 1, or a negative seed with more than one order.
        TypeError: ``async_fn`` is not an async function, or a number is not an int.
        RuntimeError: As for `run`.

    Example:
        >>> count = 0
        >>> async def lose_an_update() -> None:
        ...     global count
        ...     count = 0
        ...     async def add(name: str) -> None:
        ...         global count
        ...         before = count
        ...         await trio.lowlevel.checkpoint()
        ...         count = before + 1
        ...     async with trio.open_nursery() as nursery:
        ...         nursery.start_soon(add, "a")
        ...         nursery.start_soon(add, "b")
        ...     assert count == 2, f"count is {count}"
        >>> try:
        ...     explore(lose_an_update)
        ... except AssertionError as error:
        ...     print(error, *error.__notes__, sep="\n")
        count is 1
        explore: task order 1; explore(fn, schedules=1, seed=-1) repeats it
    """
    check_usable("explore")
    check_async_fn("async_fn", async_fn)
    schedules, seed = checked_search(schedules, seed)
    search = OrderSearch(schedules, seed)
    for order in search:
        events = EventLog()
        try:
            run_in_order(order, async_fn, instruments=[events] if print_events else [])
        except BaseException as error:
            advice = f"explore(fn, schedules=1, seed={order}) repeats it"
            if isinstance(error, Exception) and _first_fails(search, async_fn):
                advice = f"{shared_by_runs(order, search)}: make that in the function"
            error.add_note(f"explore: task order {search.tried + 1}; {advice}")
            if print_events:
                print(events, file=sys.stderr)
            raise
    return Exploration(search.tried, search.complete)


def _first_fails(
    search: OrderSearch, async_fn: Callable[[], Awaitable[object]]
) -> bool:
    """Tell whether the first order, which has passed, fails after the others."""
    if search.first is None:
        return False
    try:
        run_in_order(TaskOrder(search.first), async_fn)
    except Exception:  # noqa: BLE001  # only the fact counts
        return True
    return False


def shared_by_runs(order: TaskOrder, search: OrderSearch) -> str:
    """Say why a seed need not repeat a failure, after the first order has failed too.

    The failed run itself may be the one that has left something behind; so this does
    not say that the seed does not repeat it.
    """
    return (
        f"seed={order} alone may not repeat it. The first order, seed={search.first}, "
        "has passed, and fails now too: one run uses up or changes what another needs"
    )


def check_usable(tool: str) -> None:
    """Raise if a tool that starts runs is called inside one, or needs another Trio."""
    if trio.lowlevel.in_trio_run():
        raise RuntimeError(
            f"{tool}() starts Trio runs of its own: call it outside a run, "
            "from a plain function"
        )
    check(tool, (*SCHEDULER, *DEADLOCKS))


def checked_search(schedules: int, seed: int) -> tuple[int, int]:
    """Return both as ints; raise if there is no search for so many orders."""
    schedules = _to_int("schedules", schedules)
    seed = _to_int("seed", seed)
    if schedules < 1:
        raise ValueError(f"schedules must be at least 1, not {schedules}")
    if seed < 0 and schedules > 1:
        raise ValueError(
            f"seed must be at least 0 for {schedules} schedules, not {seed}: a "
            "negative seed names one order, for schedules=1"
        )
    return schedules, seed


def _to_int(name: str, value: SupportsIndex) -> int:
    if not isinstance(value, bool):
        with suppress(TypeError):
            return operator.index(value)
    raise TypeError(f"{name} must be an int, not {value!r}")


def run_in_order(
    order: TaskOrder,
    async_fn: Callable[[*ArgsT], Awaitable[T]],
    *args: *ArgsT,
    clock: trio.abc.Clock | None = None,
    instruments: Sequence[trio.abc.Instrument] = (),
) -> T:
    """Run ``async_fn(*args)`` in this order, watched, on a clock that jumps."""

    @named_after(async_fn)
    async def watched() -> T:
        __tracebackhide__ = True
        async with closed_world_detector():
            return await call_async_fn(async_fn, *args)

    if clock is None:
        clock, its_instruments = jumping_clock()
        instruments = [*instruments, *its_instruments]
    try:
        with _in_charge(order):
            return trio.run(watched, clock=clock, instruments=instruments)
    except trio.TrioInternalError:
        if order.stop is None:
            raise
    stop, order.stop = order.stop, None
    try:
        raise stop
    finally:
        del stop  # or the error would keep this frame, and the frame the error


def named_after(fn: Callable[..., object]) -> Callable[[Fn], Fn]:
    """Decorate a function: Trio names its task after ``fn``."""
    while isinstance(fn, functools.partial):
        fn = fn.func
    return functools.wraps(fn)  # type: ignore[return-value]  # it returns the function


# The order and Python's random numbers are of the process, not of a run.
_in_use = threading.Lock()


@contextmanager
def _in_charge(order: TaskOrder) -> Generator[None]:
    """Schedule the runs inside the block by ``order``, with random numbers of its own.

    What is drawn: Python's random numbers, and the choices of `trio_patterns.select`.
    Other threads have the order of tasks and these choices from elsewhere. Python's
    random numbers are the same for all of them, as its functions can't be replaced.
    """
    if not _in_use.acquire(blocking=False):
        raise RuntimeError(
            "a seeded run is going on in another thread: the order of tasks is set for "
            "the whole process, so there can be only one at a time"
        )
    state = random.getstate()
    choices_elsewhere = choosing.rng
    try:
        # Orders that are counted up differ in the order of tasks alone.
        number = max(order.number, 0)
        random.seed(number)
        choices = random.Random(number)  # noqa: S311  # nothing here is a secret
        choosing.rng = here = InThisThread(choices, choices_elsewhere)
        fresh = random.getstate()
        with scheduled_by(order):
            yield
        # Both began alike. To read a state takes a while.
        order.random_was_used = random.getstate() != fresh or (
            here.was_asked and choices.getstate() != fresh
        )
    finally:
        choosing.rng = choices_elsewhere
        random.setstate(state)
        _in_use.release()
