"""The tasks of a run as a tree, in plain data that keeps no task alive."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import trio

from ._internals import age
from ._waits import Place, is_machinery

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ._waits import Task, Wait


@dataclass(frozen=True)
class TaskWait:
    """One task in a report: its name, what it waits for, where, and who holds that."""

    name: str
    """The name of the task, with ``#2``, ``#3``... where several have the same."""
    depth: int
    """How deep the task is nested in the others of the report."""
    kind: str
    """A short name of the wait, such as ``"lock"``, ``"receive"`` or ``"nursery"``."""
    waits_for: str
    """What the task waits for, in words."""
    held_by: tuple[str, ...]
    """The names of the tasks that hold it, as far as that is known."""
    file: str
    """The file in which it waits, in the user's code; empty if there is none."""
    line: int
    """The line in that file."""
    function: str
    """The function that the line is in."""

    def __str__(self) -> str:
        text = f"{self.name} waits for {self.waits_for}"
        if self.kind == "running":
            text = f"{self.name} is running"
        if self.held_by and self.kind != "nursery":
            text += f", held by {' and '.join(self.held_by)}"
        if not self.file:
            return text
        place = Place(self.file, self.line, self.function)
        return f"{text}\n  {place}" + (f"\n    {place.code}" if place.code else "")


def task_wait(task: Task, wait: Wait, depth: int, labels: Labels) -> TaskWait:
    """What a report keeps of a wait."""
    place = wait.place or Place("", 0, "")
    return TaskWait(
        labels[task],
        depth,
        wait.kind,
        wait.what,
        tuple(labels[holder] for holder in wait.holders),
        place.file,
        place.line,
        place.function,
    )


def render(tree: Iterable[TaskWait]) -> str:
    """The tree as text, each task indented by its depth."""
    return "\n".join(
        "  " * (entry.depth + 1) + line
        for entry in tree
        for line in str(entry).splitlines()
    )


def all_tasks() -> Iterator[tuple[Task, int]]:
    """Every task of the run and its depth, parents first, without machinery."""
    root = trio.lowlevel.current_root_task()
    pending = [] if root is None else [(root, -1)]
    while pending:
        task, depth = pending.pop()
        if not is_machinery(task):
            yield task, depth
        for nursery in task.child_nurseries:
            children = sorted(nursery.child_tasks, key=age, reverse=True)
            pending += [(child, depth + 1) for child in children]


class Labels(dict["Task", str]):
    """A name for each task that is asked for, short and not that of another."""

    def __init__(self, tasks: Iterable[Task] = ()) -> None:
        super().__init__()
        self._seen: dict[str, int] = {}
        for task in tasks:
            self[task]

    def __missing__(self, task: Task) -> str:
        name = short_name(task)
        self._seen[name] = count = self._seen.get(name, 0) + 1
        self[task] = label = name if count == 1 else f"{name} #{count}"
        return label


def short_name(task: Task) -> str:
    """The name without what Trio put before the function's own: module, functions."""
    name = task.name.rpartition("<locals>.")[2]
    own = task.coro.__qualname__
    if name.endswith(f".{own}"):
        return own  # it bears the name of its function, and that is the end of it
    module = name
    while module and module not in sys.modules:
        module = module.rpartition(".")[0]
    return name.removeprefix(f"{module}.") if module else name
