"""The order of events in a run, written down step by step."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import trio

from trio_patterns._tasks.task_names import TaskNames
from trio_patterns._tasks.waits import is_trios_own, wait_of

if TYPE_CHECKING:
    from trio.lowlevel import Task

# Of a long run the end is what matters.
_KEPT = 1000


class EventLog(trio.abc.Instrument):
    """Writes down each step of each task.

    ``str(log)`` has a line for each of the latest steps: the number of the step, the
    time on Trio's clock, the task, what it waits for after the step, and where.
    """

    def __init__(self) -> None:
        self._steps = 0
        self._lines: deque[str] = deque(maxlen=_KEPT)
        self._names = TaskNames()

    def __str__(self) -> str:
        return "\n".join(self._lines)

    def after_task_step(self, task: Task) -> None:
        """Write down where the step has brought the task."""
        if is_trios_own(task):
            return
        self._steps += 1
        line = f"{self._steps:>5} {trio.current_time():>9.3f}s  {self._names[task]}"
        if task.coro.cr_frame is None:
            self._lines.append(f"{line} has ended")
            # The log may outlive the run, and must not keep its tasks.
            del self._names[task]
            return
        wait = wait_of(task)
        self._lines.append(f"{line} waits for {wait.what}")
        if wait.place is not None:
            self._lines[-1] += f" ({wait.place.file}:{wait.place.line})"
