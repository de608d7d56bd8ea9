"""The tasks of a run as a tree, in plain data that keeps no task alive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import trio

from .places import Place
from .task_names import TaskNames
from .trio_names import age
from .waits import is_machinery, wait_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trio.lowlevel import Task

    from .waits import Wait


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


def all_tasks() -> Iterator[tuple[Task, int]]:
    """Walk over every task of the run and its depth, parents first, older ones first.

    The main task comes before system tasks; machinery is left out.
    """
    root = trio.lowlevel.current_root_task()
    pending = [] if root is None else [(root, -1)]
    while pending:
        task, depth = pending.pop()
        if not is_machinery(task):
            yield task, depth
        for nursery in task.child_nurseries:
            # They are a set, whose order depends on addresses.
            children = sorted(nursery.child_tasks, key=age, reverse=True)
            pending += [(child, depth + 1) for child in children]


def snapshot() -> tuple[tuple[TaskWait, ...], TaskNames]:
    """Report on every task of the run, and give the names that were used."""
    waits = {task: (wait_of(task), depth) for task, depth in all_tasks()}
    names = TaskNames(waits)
    return report(waits, names), names


def report(
    waits: Mapping[Task, tuple[Wait, int]], names: TaskNames
) -> tuple[TaskWait, ...]:
    """Keep of these waits, each with the depth of its task, what a reader needs."""
    return tuple(
        _task_wait(names[task], wait, depth, tuple(names[who] for who in wait.holders))
        for task, (wait, depth) in waits.items()
    )


def _task_wait(name: str, wait: Wait, depth: int, held_by: tuple[str, ...]) -> TaskWait:
    place = wait.place or Place("", 0, "")
    return TaskWait(
        name,
        depth,
        wait.kind,
        wait.what,
        held_by,
        place.file,
        place.line,
        place.function,
    )


def render(tasks: Iterable[TaskWait]) -> str:
    """Write a report as text, each task indented by its depth."""
    return "\n".join(
        "  " * (task.depth + 1) + line
        for task in tasks
        for line in str(task).splitlines()
    )
