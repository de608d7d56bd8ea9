"""Whether a run is stuck for certain, by what Trio knows of it."""

from __future__ import annotations

import math
from graphlib import CycleError, TopologicalSorter
from inspect import currentframe
from typing import TYPE_CHECKING, Any

import trio

from trio_patterns._tasks.trio_names import RUN, RUN_LOOP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trio.lowlevel import Task

    from trio_patterns._tasks.waits import Wait


def cycle_of(waits: Mapping[Task, Wait]) -> list[Task]:
    """Find tasks each of which waits for the next, and the last for the first.

    Returns:
        The tasks; none if there is no such cycle.
    """
    try:
        TopologicalSorter(
            {task: wait.holders for task, wait in waits.items()}
        ).prepare()
    except CycleError as error:
        # It ends with the task that it begins with, and each is waited for by the next.
        cycle: list[Task] = error.args[1][:0:-1]
        return cycle
    return []


def is_quiet() -> bool:
    """Tell whether no task can run, no deadline will come, and nothing was sent in."""
    statistics = trio.lowlevel.current_statistics()
    return (
        statistics.tasks_runnable == 0
        and statistics.seconds_to_next_deadline == math.inf
        and statistics.run_sync_soon_queue_size == 0
    )


# What Trio counts of the tasks that wait for I/O, by the system.
_COUNTS = {
    "epoll": ("tasks_waiting_read", "tasks_waiting_write"),
    "kqueue": ("tasks_waiting", "monitors"),
    "windows": (
        "tasks_waiting_read",
        "tasks_waiting_write",
        "tasks_waiting_overlapped",
        "completion_key_monitors",
    ),
}


def tasks_waiting_for_io() -> int:
    """Count the tasks that wait for I/O; the entry queue's own is always one of them.

    Raises:
        RuntimeError: This version of Trio counts them otherwise.
    """
    io = _io_statistics()
    try:
        return sum(getattr(io, name) for name in _COUNTS[io.backend])
    except (KeyError, AttributeError):
        raise RuntimeError(
            f"deadlock_detector does not know how trio {trio.__version__} counts the "
            f"tasks that wait for I/O: {io!r}"
        ) from None


def _io_statistics() -> Any:
    return trio.lowlevel.current_statistics().io_statistics


def is_guest_run() -> bool:
    """Tell whether another event loop drives this run, so that `trio.run` does not."""
    loop = RUN_LOOP.around(currentframe())
    driver = None if loop is None else loop.f_back
    return driver is None or not RUN.is_at(driver)
