"""The parts of a picture: lanes and their bars, boxes, arrows and values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from ._text_size import BOLD, text_width

if TYPE_CHECKING:
    from .model import Moment, NurseryRecord, TaskRecord, Wait

# The height of a line of words, in pixels.
_LINE = 12.0

Style = Literal["running", "ready", "timer", "channel", "sync", "children", "outside"]
STYLES: dict[Style, str] = {
    "running": "runs",
    "ready": "ready to run",
    "timer": "sleeps",
    "channel": "waits on a channel",
    "sync": "waits for a lock, an event...",
    "children": "waits for its children",
    "outside": "waits for the outside",
}
_STYLE_OF: dict[str, Style] = {
    "sleep": "timer",
    "send": "channel",
    "receive": "channel",
    "select": "channel",
    "nursery": "children",
    "thread": "outside",
    "I/O": "outside",
    "unknown": "outside",
    "idle": "outside",
}


def style_of(wait: Wait) -> Style:
    """Choose how a wait is drawn; those which are not listed are synchronization."""
    return "ready" if wait.for_its_turn else _STYLE_OF.get(wait.kind, "sync")


@dataclass(slots=True)
class Bar:
    """A stretch of a lane: a wait, a step, or steps too close to be told apart."""

    start: float
    end: float
    style: Style
    steps: int = 0
    wait: Wait | None = None


@dataclass(slots=True)
class Lane:
    """One task in the picture."""

    task: TaskRecord
    depth: int
    middle: float
    start: float
    end: float
    bars: list[Bar]


@dataclass(slots=True)
class Box:
    """One nursery in the picture."""

    nursery: NurseryRecord
    left: float
    right: float
    top: float
    bottom: float


@dataclass(slots=True)
class Arrow:
    """Something that went from one task to another."""

    kind: Literal["message", "cancel", "wake", "spawn"]
    sender: Lane
    receiver: Lane
    moment: Moment
    x: float
    label: str
    beside: int
    """How many arrows start at the same place before it."""


class Label(NamedTuple):
    """A value beside its arrow: other words make room for it."""

    arrow: Arrow
    text: str
    left: float
    baseline: float

    @property
    def right(self) -> float:
        return self.left + text_width(self.text, BOLD)

    def is_in_line(self, baseline: float) -> bool:
        """Tell whether words at that height would stand beside it or on it."""
        return abs(self.baseline - baseline) < _LINE
