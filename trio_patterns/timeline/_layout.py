"""Where everything goes in the picture, apart from how it is written down.

Lengths are in pixels. Each task has a lane; below a task come its nurseries, each a box
around the lanes of the tasks in it, from the moment when it was opened to the one when
its last task had ended: the picture is nested as the program is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ._arrows import arrows_of, values_of
from ._axis import Axis
from ._parts import Bar, Box, Lane, style_of
from ._text_size import BOLD, SIZE, text_width
from ._words import short_names
from .model import NurseryRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model import Moment, Recording, TaskRecord

T = TypeVar("T")

# More than that nobody can take in.
MOST_LANES = 200
# A crowd in one nursery is shown by some of its tasks, from the first to the last: the
# others are like them. So are the nurseries of a task that opens one after the other.
# Sixty lanes of 20 pixels fill a screen; some programs have that many unlike tasks.
_CROWD = 60
_MANY_NURSERIES, _MOST_OF_THE_NURSERIES = 20, 10

_LEFT = 14.0
_INDENT = 12.0
_NARROWEST_NAMES, _WIDEST_NAMES = 70.0, 270.0
_NARROWEST_ENDINGS, _WIDEST_ENDINGS = 44.0, 330.0
_BOX_TOP, _BOX_BOTTOM, BOX_SIDE = 17.0, 5.0, 5.0
_TOP = 60.0
AXIS = 46.0


def parent_of(recording: Recording, task: TaskRecord) -> int | None:
    """Find the number of the task in whose nursery it is."""
    return None if task.nursery is None else recording.nurseries[task.nursery].parent


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
        self.arrows, self.arrows_left_out = arrows_of(recording, self.lanes, self.axis)
        self.values = values_of(self.arrows, self.pitch)
        self.width = self.axis.right + self._room_at_the_right()

    def shown_children(self, nursery: NurseryRecord) -> list[int]:
        """Choose the tasks of a nursery that are drawn, if there is room."""
        children = nursery.children
        if len(children) <= _CROWD:
            return children
        return _spread(children, self._of_a_crowd)

    def name_left(self, lane: Lane) -> float:
        """Place the beginning of the name of a lane."""
        return _LEFT + _INDENT * lane.depth

    def name_room(self, lane: Lane) -> float:
        """Measure how much room the name of a lane has."""
        return self.names - _INDENT * lane.depth + 8

    def ending_left(self, lane: Lane) -> float:
        """Place the words after a lane: past the values that stand there."""
        width = _ending_width(lane.task)
        return self.beside_values(lane.end + 12, lane.middle + 4, width)

    def beside_values(self, left: float, baseline: float, width: float) -> float:
        """Place words of that width: at ``left``, or past the values there."""
        for value in self.values:
            if value.is_in_line(baseline) and value.left < left + width + 4:
                left = max(left, value.right + 6)
        return left

    def fitting(
        self, labels: Sequence[str], bar: Bar, baseline: float
    ) -> tuple[str, float]:
        """Find the longest label that a bar has room for, and where its middle is."""
        middle = (bar.start + bar.end) / 2
        for label in reversed(labels):
            width = text_width(label)
            last = bar.end - 6 - width
            for start in (middle - width / 2, bar.start + 6):
                if bar.start + 6 <= last:
                    left = self.beside_values(start, baseline, width)
                    if left <= last:
                        return label, left + width / 2
        return "", middle

    def notes(self) -> list[str]:
        """Say what a reader has to know, and what is missing from the picture."""
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
        """Make the bars of a lane; what is too short to be seen joins a step."""
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

    def _room_at_the_right(self) -> float:
        ends = [
            self.ending_left(lane) + _ending_width(lane.task) for lane in self.lanes
        ]
        ends += [value.right for value in self.values]
        room = max([_NARROWEST_ENDINGS, *(end + 2 - self.axis.right for end in ends)])
        return min(room, _WIDEST_ENDINGS) + 12


def _spread(things: Sequence[T], count: int) -> list[T]:
    """Take so many of the things, at equal distances, with the first and the last."""
    last = len(things) - 1
    return [things[place * last // (count - 1)] for place in range(count)]


def _deadlocks(recording: Recording) -> list[Moment]:
    """Find the moments at which `deadlock_detector` reported."""
    found = {
        wait.woken
        for task in recording.tasks
        for wait in task.waits
        if wait.woken and wait.cancelled and wait.cancelled.by_deadlock_detector
    }
    return sorted(found)


def ending_in_words(task: TaskRecord) -> str:
    """Write what stands after the end of a lane."""
    ending = task.ending
    if ending is None:
        return ""
    if ending.kind == "returned":
        return f"returned {ending.detail}" if ending.detail else ""
    return ending.detail if ending.kind == "failed" else str(ending)


def ending_size(task: TaskRecord) -> float:
    """Give the size of those words: they are bold if they name an error."""
    return BOLD if task.ending is not None and task.ending.kind == "failed" else SIZE


def _ending_width(task: TaskRecord) -> float:
    return text_width(ending_in_words(task), ending_size(task))
