"""The words of the picture: on a bar, and where the pointer rests on something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._axis import seconds_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._parts import Bar
    from .model import Recording, TaskRecord, Wait


def labels_of(wait: Wait, names: Sequence[str]) -> list[str]:
    """Say what a wait is for, in few words and in more."""
    kind = "children" if wait.kind == "nursery" else wait.kind
    labels = [kind]
    amount = wait.what.partition(" of ")[0]
    if amount.isdecimal():
        labels.append(f"{kind}: {amount} permit{'s' * (amount != '1')}")
    if wait.held_by and wait.woken_by in {None, *wait.held_by}:
        # Otherwise it changed hands meanwhile, and "held by" would mislead.
        labels.append(f"{kind} held by {_and(names, wait.held_by)}")
    if wait.cancelled is not None and wait.cancelled.source == "deadline":
        labels.append(f"{kind}, until its deadline")
    return labels


def bar_in_words(task: TaskRecord, bar: Bar, names: Sequence[str]) -> str:
    """Say what a task does in a bar."""
    if bar.wait is None:
        steps = f"{bar.steps} steps" if bar.steps > 1 else "one step"
        return f"{names[task.number]} runs: {steps}"
    return f"{names[task.number]} {wait_in_words(bar.wait, names)}"


def life_in_words(task: TaskRecord, name: str = "") -> str:
    """Say when a task started and ended, and how, a fact a line."""
    words = [name or task.name]
    if task.spawned is not None:
        words.append(f"started at {seconds_in_words(task.spawned.time)}")
    if task.exited is not None:
        words.append(f"ended at {seconds_in_words(task.exited.time)}")
    if task.ending is not None:
        words.append(str(task.ending))
    return "\n".join(words)


def summary_of(recording: Recording) -> str:
    """Say how many tasks there are, and how long it took."""
    tasks = f"{len(recording.tasks):,} task{'s' * (len(recording.tasks) != 1)}"
    clock = "virtual time" if recording.clock == "virtual" else "real time"
    return f"{tasks} · {seconds_in_words(recording.end.time)} of {clock}"


def wait_in_words(wait: Wait, names: Sequence[str]) -> str:
    """Say all that is known of a wait, a fact a line."""
    words = [f"waits for {wait.what}"]
    if wait.place:
        words.append(f"at {wait.place}")
    if wait.held_by:
        words.append(f"held at first by {_and(names, wait.held_by)}")
    start, woken = wait.start.time, wait.woken
    if woken is None:
        words.append(f"from {seconds_in_words(start)} on")
    else:
        words.append(
            f"from {seconds_in_words(start)} to {seconds_in_words(woken.time)}: "
            f"{seconds_in_words(woken.time - start)}"
        )
    if wait.cancelled is not None:
        words.append(f"cancelled: {wait.cancelled}")
    if wait.woken_by is not None:
        words.append(
            f"{'cancelled' if wait.cancelled else 'woken'} by {names[wait.woken_by]}"
        )
    return "\n".join(words)


def _and(names: Sequence[str], numbers: Sequence[int]) -> str:
    return " and ".join(names[number] for number in numbers)
