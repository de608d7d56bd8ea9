"""Where everything goes in the picture, apart from how it is written down.

Lengths are in pixels. Each task has a lane; below a task come its nurseries, each a box
around the lanes of the tasks in it, from the moment when it was opened to the one when
its last task had ended: the picture is nested as the program is.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from ._words import short_names
from .model import Message, NurseryRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .model import Moment, Recording, TaskRecord, Wait

T = TypeVar("T")

# More lanes than that nobody can take in, and more arrows hide the lanes.
MOST_LANES = 200
# A crowd in one nursery is shown by some of its tasks, from the first to the last: the
# others are like them. So are the nurseries of a task that opens one after the other.
_CROWD = 60
_MANY_NURSERIES, _MOST_OF_THE_NURSERIES = 20, 10
_MOST_ARROWS = 300
_WIDEST_FAN = 6
# Thin arrows, that only say who woke whom, are for small pictures.
_MOST_LANES_WITH_WAKES = 16

_PLOT = 680.0
# The share of it that stands for the time in which a program is stuck.
_GAPS = 0.3
_LEFT = 14.0
_INDENT = 12.0
_NARROWEST_NAMES, _WIDEST_NAMES = 70.0, 270.0
_NARROWEST_ENDINGS, _WIDEST_ENDINGS = 44.0, 330.0
_BOX_TOP, _BOX_BOTTOM, BOX_SIDE = 17.0, 5.0, 5.0
_TOP = 60.0
AXIS = 46.0
_LINE = 12.0
_WIDEST_VALUE = 260.0
# Bold letters of 11 pixels are as wide as others of that size.
BOLD = 12.0

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
    """How a wait is drawn; those which are not named are synchronization."""
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
        """Whether words at that height would stand beside it or on it."""
        return abs(self.baseline - baseline) < _LINE


class Axis:
    """From moments to pixels: by time, or by steps if the clock stood still.

    A deadlock lasts for ever, in no time: there the axis has a gap.
    """

    def __init__(
        self, end: Moment, left: float, deadlocks: Sequence[Moment] = ()
    ) -> None:
        self.left = left
        self.right = left + _PLOT
        self.by_time = end.time > 0
        self.deadlocks = deadlocks
        self._gap = _PLOT * _GAPS / len(deadlocks) if deadlocks else 0.0
        self._plot = _PLOT - self._gap * len(deadlocks)
        # In seconds or steps, and in the unit of the axis.
        self._length = end.time if self.by_time else float(max(end.step, 1))
        self._scale, self.unit = 1.0, "steps"
        if self.by_time:
            self._scale, self.unit = fitting_unit(self._length)
        self.length = self._length / self._scale

    def x(self, moment: Moment) -> float:
        """Where a moment is."""
        gaps = sum(moment.step >= deadlock.step for deadlock in self.deadlocks)
        return self._x(self._along(moment), gaps)

    def gaps(self) -> list[tuple[float, float]]:
        """Where the run was stuck, from and to."""
        starts = [
            self._x(self._along(deadlock), gaps)
            for gaps, deadlock in enumerate(self.deadlocks)
        ]
        return [(start, start + self._gap) for start in starts]

    def _along(self, moment: Moment) -> float:
        return moment.time if self.by_time else moment.step

    def _x(self, along: float, gaps: int) -> float:
        share = min(max(along / self._length, 0.0), 1.0)
        return self.left + self._plot * share + self._gap * gaps

    def ticks(self) -> list[tuple[float, str]]:
        """Round numbers on the axis, about eight of them: where, and what to write."""
        length = self.length
        step = 10.0 ** math.floor(math.log10(length / 4))
        step *= next(by for by in (1, 2, 5, 10) if length / (step * by) <= 9)
        if not self.by_time:
            step = max(step, 1.0)
        ticks: list[tuple[float, str]] = []
        for count in range(int(length / step * (1 + 1e-9)) + 1):
            along = count * step * self._scale
            gaps = sum(along > self._along(deadlock) for deadlock in self.deadlocks)
            ticks.append((self._x(along, gaps), f"{count * step:.10g}"))
        return ticks


_UNITS = ((3600.0, "h"), (60.0, "min"), (1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))


def parent_of(recording: Recording, task: TaskRecord) -> int | None:
    """The number of the task in whose nursery it is."""
    return None if task.nursery is None else recording.nurseries[task.nursery].parent


def fitting_unit(seconds: float) -> tuple[float, str]:
    """The largest unit of which a time has at least two, or a second: 1.5 s, 90 ms."""
    for size, unit in _UNITS:
        if seconds >= size * (1 if size == 1.0 else 2):
            return size, unit
    return 1e-9, "ns"


def seconds_in_words(seconds: float) -> str:
    """A length of time in three digits and the unit that fits."""
    if seconds == 0:
        return "0 s"
    size, unit = fitting_unit(seconds)
    return f"{seconds / size:.3g} {unit}"


def text_width(text: str, size: float = 11.0) -> float:
    """About how wide a text is, rather too much than too little."""
    widths = (0.95 if ord(character) > 0x2E80 else 0.57 for character in text)
    return size * math.fsum(widths)  # `sum` is not the same in every Python


def fitted(text: str, width: float, size: float = 11.0) -> str:
    """As much of a text as the width has room for, or nothing if that is no use."""
    if text_width(text, size) <= width:
        return text
    room = int(width / (0.57 * size)) - 1
    return text[:room].rstrip(" ,:(") + "…" if room >= 3 else ""


class Layout:
    """All that is in the picture of a recording, and where.

    Args:
        recording: what to show.
        finest: what is shorter than so many pixels is left out, or drawn together.
        of_a_crowd: how many tasks are drawn of more than 60 in one nursery, at least 2.
    """

    def __init__(
        self,
        recording: Recording,
        *,
        finest: float = 1.0,
        of_a_crowd: int = 30,
    ) -> None:
        self.recording = recording
        self._finest = finest
        self._of_a_crowd = of_a_crowd
        self.task_names = short_names(recording.tasks)
        count = min(len(recording.tasks), MOST_LANES)
        self.pitch = 34.0 if count <= 12 else 27.0 if count <= 30 else 20.0
        self.lanes: list[Lane] = []
        self.boxes: list[Box] = []
        depths = self._depths()
        self.names = min(
            max(
                _NARROWEST_NAMES,
                *(
                    text_width(self.task_names[task.number], 12)
                    + _INDENT * depths[task.number]
                    for task in recording.tasks[:MOST_LANES]
                ),
            )
            if recording.tasks
            else _NARROWEST_NAMES,
            _WIDEST_NAMES,
        )
        left = _LEFT + self.names + 18
        self.axis = Axis(recording.end, left, _deadlocks(recording))
        self._bottom = _TOP
        self._place(depths)
        self.bottom = self._bottom + 6
        self.lanes_left_out = len(recording.tasks) - len(self.lanes)
        self._lane_of = {lane.task.number: lane for lane in self.lanes}
        self.arrows, self.arrows_left_out = self._arrows()
        self.values = self._values()
        self.width = self.axis.right + self._room_at_the_right()

    def shown_children(self, nursery: NurseryRecord) -> list[int]:
        """The tasks of a nursery that are drawn, if there is room."""
        children = nursery.children
        if len(children) <= _CROWD:
            return children
        return _spread(children, self._of_a_crowd)

    def name_left(self, lane: Lane) -> float:
        """Where the name of a lane begins."""
        return _LEFT + _INDENT * lane.depth

    def name_room(self, lane: Lane) -> float:
        """How much room the name of a lane has."""
        return self.names - _INDENT * lane.depth + 8

    def course(self, arrow: Arrow) -> tuple[float, float, float]:
        """From where to where an arrow goes, and how far aside on its way."""
        down = 1 if arrow.receiver.middle > arrow.sender.middle else -1
        half = self.pitch * 0.3
        start = arrow.sender.middle + down * half
        end = arrow.receiver.middle - down * (half + 1)
        # A little further aside for each, so that they can be told apart.
        return start, end, 14.0 + 9 * min(arrow.beside, 8)

    def ending_left(self, lane: Lane) -> float:
        """Where the words behind a lane begin: past the values that stand there."""
        width = _ending_width(lane.task)
        return self.beside_values(lane.end + 12, lane.middle + 4, width)

    def beside_values(self, left: float, baseline: float, width: float) -> float:
        """Where words of that width begin: at `left`, or past the values there."""
        for value in self.values:
            if value.is_in_line(baseline) and value.left < left + width + 4:
                left = max(left, value.right + 6)
        return left

    def notes(self) -> list[str]:
        """What a reader of the picture has to know, and what is missing from it."""
        recording = self.recording
        notes: list[str] = []
        if not self.axis.by_time:
            notes.append("All of it happened at one time: the axis counts steps.")
        if recording.dropped:
            notes.append(
                f"The limit of {recording.limit:,} records was reached: "
                f"{recording.dropped:,} later steps and tasks were not recorded."
            )
        if self.lanes_left_out:
            notes.append(f"{self.lanes_left_out:,} more tasks are not drawn.")
        if self.arrows_left_out:
            notes.append(f"{self.arrows_left_out:,} more arrows are not drawn.")
        return notes

    def _depths(self) -> list[int]:
        depths: list[int] = []
        for task in self.recording.tasks:
            parent = parent_of(self.recording, task)
            depths.append(0 if parent is None else depths[parent] + 1)
        return depths

    def _place(self, depths: list[int]) -> None:
        recording = self.recording
        nurseries_of: dict[int, list[NurseryRecord]] = {}
        for nursery in filter(lambda nursery: nursery.children, recording.nurseries):
            nurseries_of.setdefault(nursery.parent, []).append(nursery)
        # What is still to be placed, the next one last. A box is closed in its turn.
        pending: list[TaskRecord | NurseryRecord | Box] = [
            task for task in reversed(recording.tasks) if task.nursery is None
        ]
        while pending:
            thing = pending.pop()
            if isinstance(thing, Box):
                self._bottom += _BOX_BOTTOM
                thing.bottom = self._bottom
                continue
            if len(self.lanes) >= MOST_LANES:
                continue
            if isinstance(thing, NurseryRecord):
                box = self._open_box(thing)
                pending.append(box)
                shown = self.shown_children(thing)
                pending += [recording.tasks[child] for child in reversed(shown)]
                continue
            self._place_lane(thing, depths[thing.number])
            nurseries = nurseries_of.get(thing.number, [])
            if len(nurseries) > _MANY_NURSERIES:
                most = min(_MOST_OF_THE_NURSERIES, self._of_a_crowd)
                nurseries = _spread(nurseries, most)
            pending += reversed(nurseries)

    def _open_box(self, nursery: NurseryRecord) -> Box:
        left = self.axis.x(nursery.opened) - BOX_SIDE
        right = self.axis.x(nursery.closed or self.recording.end) + BOX_SIDE
        box = Box(nursery, left, right, self._bottom, 0.0)
        self.boxes.append(box)
        self._bottom += _BOX_TOP
        return box

    def _place_lane(self, task: TaskRecord, depth: int) -> None:
        start = self.axis.left if task.spawned is None else self.axis.x(task.spawned)
        end = self.axis.x(task.exited or self.recording.end)
        middle = self._bottom + self.pitch / 2
        self.lanes.append(Lane(task, depth, middle, start, end, self._bars(task)))
        self._bottom += self.pitch

    def _bars(self, task: TaskRecord) -> list[Bar]:
        """The bars of a lane. What is too short to be seen becomes part of a step."""
        running: list[Bar] = []
        for step in task.steps:
            start = self.axis.x(step.start)
            end = self.axis.x(step.end or self.recording.end)
            if running and start - running[-1].end < self._finest:
                running[-1].end = max(end, running[-1].end)
                running[-1].steps += 1
            else:
                running.append(Bar(start, end, "running", steps=1))
        waits: list[Bar] = []
        for wait in task.waits:
            start = self.axis.x(wait.start)
            woken = self.axis.x(wait.woken or wait.end or self.recording.end)
            end = self.axis.x(wait.end or self.recording.end)
            if woken - start >= self._finest:
                waits.append(Bar(start, woken, style_of(wait), wait=wait))
            if wait.woken and end - woken >= self._finest:
                waits.append(Bar(woken, end, "ready", wait=wait))
        return waits + running

    def _arrows(self) -> tuple[list[Arrow], int]:
        found = [
            (message.moment, arrow)
            for message in self.recording.messages
            for arrow in self._arrow(
                "message", message.sender, message.receiver, message
            )
        ]
        told = {
            (frozenset((message.sender, message.receiver)), message.moment)
            for message in self.recording.messages
        }
        for lane in self.lanes:
            number = lane.task.number
            for wait in lane.task.waits:
                by, woken = wait.woken_by, wait.woken
                if by is None or woken is None or by == number:
                    continue
                kind = self._kind_of_wake(wait)
                if kind == "wake" and (frozenset((by, number)), woken) in told:
                    continue
                if kind is not None:
                    found += [
                        (woken, arrow) for arrow in self._arrow(kind, by, number, woken)
                    ]
        found = _without_fans(sorted(found, key=lambda pair: pair[0]))
        arrows = [arrow for _, arrow in found[:_MOST_ARROWS]]
        starts: Counter[int] = Counter()
        for arrow in arrows:
            arrow.beside = starts[round(arrow.x / 4)]
            starts[round(arrow.x / 4)] += arrow.kind != "spawn"
        return arrows, len(found) - len(arrows)

    def _kind_of_wake(self, wait: Wait) -> Literal["cancel", "wake", "spawn"] | None:
        if wait.cancelled is not None:
            return "cancel"
        if len(self.lanes) > _MOST_LANES_WITH_WAKES:
            return None
        if wait.kind == "start":
            return "spawn"
        # A wait that is too short to be seen leaves no question who ended it.
        seen = self.axis.x(wait.woken or wait.start) - self.axis.x(wait.start) >= 1
        return "wake" if seen else None

    def _arrow(
        self,
        kind: Literal["message", "cancel", "wake", "spawn"],
        sender: int,
        receiver: int,
        what: Message | Moment,
    ) -> Iterator[Arrow]:
        """The arrow, if both ends of it are in the picture."""
        lanes = self._lane_of
        if sender in lanes and receiver in lanes:
            moment = what.moment if isinstance(what, Message) else what
            label = what.value if isinstance(what, Message) else ""
            x = self.axis.x(moment)
            yield Arrow(kind, lanes[sender], lanes[receiver], moment, x, label, 0)

    def _values(self) -> list[Label]:
        """The values at the middles of their arrows, from left to right."""
        values: list[Label] = []
        for arrow in self.arrows:
            if arrow.label:
                start, end, bow = self.course(arrow)
                place = arrow.x + bow / 2 + 5, (start + end) / 2 + 4
                values.append(Label(arrow, arrow.label, *place))
        values.sort(key=lambda value: value.left)
        return [
            _ended_before_the_next(value, values[place:])
            for place, value in enumerate(values, 1)
        ]

    def _room_at_the_right(self) -> float:
        ends = [
            self.ending_left(lane) + _ending_width(lane.task) for lane in self.lanes
        ]
        ends += [value.right for value in self.values]
        room = max([_NARROWEST_ENDINGS, *(end + 2 - self.axis.right for end in ends)])
        return min(room, _WIDEST_ENDINGS) + 12


def _ended_before_the_next(value: Label, later: Sequence[Label]) -> Label:
    """As much of a value as there is room for in its line."""
    ends = (other.left - 4 for other in later if other.is_in_line(value.baseline))
    room = min(next(ends, math.inf) - value.left, _WIDEST_VALUE)
    return value._replace(text=fitted(value.text, room, BOLD))


def _spread(things: Sequence[T], count: int) -> list[T]:
    """So many of the things, at equal distances, with the first and the last."""
    last = len(things) - 1
    return [things[place * last // (count - 1)] for place in range(count)]


def _deadlocks(recording: Recording) -> list[Moment]:
    """When `deadlock_detector` spoke."""
    found = {
        wait.woken
        for task in recording.tasks
        for wait in task.waits
        if wait.woken and wait.cancelled and wait.cancelled.by_deadlock_detector
    }
    return sorted(found)


def _without_fans(found: list[tuple[Moment, Arrow]]) -> list[tuple[Moment, Arrow]]:
    """Of many cancelled by one, keep the outermost: each lane bears its own mark."""
    fans: dict[tuple[Moment, int], list[Arrow]] = {}
    for moment, arrow in found:
        if arrow.kind == "cancel":
            fans.setdefault((moment, arrow.sender.task.number), []).append(arrow)
    kept: set[int] = set()
    for fan in fans.values():
        if len(fan) > _WIDEST_FAN:
            fan.sort(key=lambda arrow: arrow.receiver.middle)
            del fan[1:-1]
        kept |= {id(arrow) for arrow in fan}
    return [
        (moment, arrow)
        for moment, arrow in found
        if arrow.kind != "cancel" or id(arrow) in kept
    ]


def ending_in_words(task: TaskRecord) -> str:
    """What stands behind the end of a lane."""
    ending = task.ending
    if ending is None:
        return ""
    if ending.kind == "returned":
        return f"returned {ending.detail}" if ending.detail else ""
    return ending.detail if ending.kind == "failed" else str(ending)


def ending_size(task: TaskRecord) -> float:
    """For the width of those words: they are bold if they tell of an error."""
    return BOLD if task.ending is not None and task.ending.kind == "failed" else 11.0


def _ending_width(task: TaskRecord) -> float:
    return text_width(ending_in_words(task), ending_size(task))
