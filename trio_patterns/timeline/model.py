"""What a recording holds: plain data, which keeps nothing of the program alive.

A task's life is recorded twice over: by its `Step` objects, when it ran, and by its
`Wait` objects, when it did not. They take turns: a task is spawned and waits for its
first turn, takes a step, waits, takes a step, and so on until it ends.

Tasks and nurseries refer to each other by their numbers, which are their places in the
lists of the timeline.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple


class Moment(NamedTuple):
    """When something happened."""

    time: float
    """In seconds on the run's clock, since the start of the recording."""
    step: float
    """How many steps of tasks were over, and a half within a step. On a clock that
    jumps much happens at the same time, and this tells what came first. What
    `deadlock_detector` does is counted as a step."""


@dataclass(slots=True)
class Step:
    """A task ran, from one wait to the next."""

    start: Moment
    end: Moment | None = None
    """`None` while it still goes on."""


@dataclass(slots=True, frozen=True)
class Cancellation:
    """How a wait was cut short."""

    source: str
    """Who decides over the scope, in Trio's words: ``"explicit"`` for a call of
    `trio.CancelScope.cancel`, ``"deadline"``, ``"nursery"`` when a sibling failed..."""
    reason: str | None
    """What was given to `trio.CancelScope.cancel`, or what Trio says itself."""
    by: int | None
    """The number of the task that cancelled, if one did and it is known."""

    @property
    def by_deadlock_detector(self) -> bool:
        """Whether the tasks had been waiting for each other."""
        return (self.reason or "").startswith("deadlock_detector:")

    def __str__(self) -> str:
        if self.source == "nursery":
            return "its nursery failed"
        if self.source == "deadline":
            return "deadline"
        return self.reason or self.source


@dataclass(slots=True)
class Wait:
    """A task did not run, from one step to the next."""

    start: Moment
    kind: str
    """In a word: ``"sleep"``, ``"receive"``, ``"lock"``, ``"nursery"``...; ``"start"``
    and ``"checkpoint"`` for one that waits for its turn alone, ``"thread"``, ``"I/O"``
    or ``"unknown"`` for what comes from outside the run."""
    what: str
    """The same in words that fit behind "waits for"."""
    place: str
    """Where, in the user's code: ``main.py:12``; empty if that is not known. For one of
    our helpers' own tasks, the file alone."""
    held_by: tuple[int, ...] = ()
    """The tasks that held what it waits for when the wait began."""
    woken: Moment | None = None
    """When it was ready to run again."""
    woken_by: int | None = None
    """The task that woke it; `None` for a timer and the world outside."""
    cancelled: Cancellation | None = None
    """Set if it did not get what it waited for."""
    end: Moment | None = None
    """When it ran again."""

    @property
    def for_its_turn(self) -> bool:
        """Whether it could have gone on at once."""
        return self.kind in {"start", "checkpoint"}


@dataclass(slots=True, frozen=True)
class Ending:
    """How a task ended."""

    kind: Literal["returned", "failed", "cancelled"]
    detail: str = ""
    """The value if it is not `None`, the error, or why it was cancelled."""

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}" if self.detail else self.kind


@dataclass(slots=True)
class TaskRecord:
    """One task."""

    number: int
    name: str
    """Its function's name, with short arguments, and ``#2``, ``#3``... where several
    would be named the same."""
    function: str
    """The function's name alone, or the name that was given to the task."""
    arguments: tuple[str, ...]
    """What it was called with, each in a word; empty where there is no short one."""
    nursery: int | None
    """The nursery that it is in; `None` for the first of a run."""
    spawned: Moment | None
    """`None` if it was there before the recording."""
    exited: Moment | None = None
    ending: Ending | None = None
    steps: list[Step] = field(default_factory=list[Step])
    waits: list[Wait] = field(default_factory=list[Wait])


@dataclass(slots=True)
class NurseryRecord:
    """One nursery in which tasks were seen."""

    number: int
    parent: int
    """The task that opened it."""
    opened: Moment
    """When it was first seen with a task in it."""
    closed: Moment | None = None
    # Empty for the nursery in which `trio.Nursery.start` holds a task that starts.
    children: list[int] = field(default_factory=list[int])


@dataclass(slots=True, frozen=True)
class Message:
    """A value that went from one task's hands into another's, over a memory channel.

    That is known when one of the two had been waiting for the other. A value that lay
    in a buffer is not followed.
    """

    moment: Moment
    sender: int
    receiver: int
    value: str
    """The value's `repr`, shortened."""


@dataclass(slots=True)
class Recording:
    """All that a timeline knows."""

    clock: Literal["real", "virtual"] = "real"
    """Virtual on a `trio.testing.MockClock`."""
    end: Moment = field(default=Moment(0.0, 0))
    """The latest moment that was seen."""
    limit: int = 0
    """The most records it may hold: tasks, nurseries, steps, waits and messages."""
    dropped: int = 0
    """How many steps and tasks came after the limit was reached, and are missing."""
    tasks: list[TaskRecord] = field(default_factory=list[TaskRecord])
    nurseries: list[NurseryRecord] = field(default_factory=list[NurseryRecord])
    messages: list[Message] = field(default_factory=list[Message])
