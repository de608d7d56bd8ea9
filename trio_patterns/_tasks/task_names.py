"""Short names for tasks, each different: ``find``, ``find #2``, ``find #3``."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trio.lowlevel import Task


class Homonyms:
    """Numbers those that would be named the same, from the second on."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def numbered(self, name: str) -> str:
        """Give the name to one more, with its number if it is not the first."""
        self._counts[name] += 1
        count = self._counts[name]
        return name if count == 1 else f"{name} #{count}"


class TaskNames(dict["Task", str]):
    """A short name for each task that is asked for, and not that of another.

    It keeps its tasks alive; take out what has ended.
    """

    def __init__(self, tasks: Iterable[Task] = ()) -> None:
        super().__init__()
        self._homonyms = Homonyms()
        for task in tasks:
            self[task]

    def __missing__(self, task: Task) -> str:
        self[task] = name = self._homonyms.numbered(short_name(task))
        return name


def short_name(task: Task) -> str:
    """Drop what Trio put before the function's own name: module and functions."""
    name = task.name.rpartition("<locals>.")[2]
    own = task.coro.__qualname__
    if name.endswith(f".{own}"):
        return own  # the task is named after its function
    module = name
    while module and module not in sys.modules:
        module = module.rpartition(".")[0]
    return name.removeprefix(f"{module}.") if module else name
