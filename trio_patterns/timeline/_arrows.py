"""The arrows of a picture: which there are, their course, and the values by them."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Literal

from ._parts import Arrow, Label
from ._text_size import BOLD, fitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ._axis import Axis
    from ._parts import Lane
    from .model import Moment, Recording, Wait

# More of them hide the lanes.
_MOST_ARROWS = 300
# One task that cancels more than that has two arrows.
_WIDEST_FAN = 6
# Thin arrows, that only say who woke whom, are for small pictures.
_MOST_LANES_WITH_WAKES = 16
# In pixels.
_WIDEST_VALUE = 260.0


def arrows_of(
    recording: Recording, lanes: Sequence[Lane], axis: Axis
) -> tuple[list[Arrow], int]:
    """Find the arrows between these lanes, and count those without room."""
    found = [*_messages(recording, lanes, axis), *_wakes(recording, lanes, axis)]
    found = _without_fans(sorted(found, key=lambda arrow: arrow.moment))
    arrows = found[:_MOST_ARROWS]
    starts: Counter[int] = Counter()
    for arrow in arrows:
        arrow.beside = starts[round(arrow.x / 4)]
        starts[round(arrow.x / 4)] += arrow.kind != "spawn"
    return arrows, len(found) - len(arrows)


def _messages(
    recording: Recording, lanes: Sequence[Lane], axis: Axis
) -> Iterator[Arrow]:
    lane_of = {lane.task.number: lane for lane in lanes}
    for message in recording.messages:
        if message.sender in lane_of and message.receiver in lane_of:
            ends = lane_of[message.sender], lane_of[message.receiver]
            x = axis.x(message.moment)
            yield Arrow("message", *ends, message.moment, x, message.value, 0)


def _wakes(recording: Recording, lanes: Sequence[Lane], axis: Axis) -> Iterator[Arrow]:
    lane_of = {lane.task.number: lane for lane in lanes}
    # Whoever hands over a value wakes the receiver: one arrow says both.
    handed_over = {
        (frozenset((message.sender, message.receiver)), message.moment)
        for message in recording.messages
    }
    for lane in lanes:
        number = lane.task.number
        for wait in lane.task.waits:
            by, woken = wait.woken_by, wait.woken
            if by is None or woken is None or by == number or by not in lane_of:
                continue
            kind = _kind_of_wake(wait, len(lanes), axis)
            if kind == "wake" and (frozenset((by, number)), woken) in handed_over:
                continue
            if kind is not None:
                yield Arrow(kind, lane_of[by], lane, woken, axis.x(woken), "", 0)


def _kind_of_wake(
    wait: Wait, lanes: int, axis: Axis
) -> Literal["cancel", "wake", "spawn"] | None:
    if wait.cancelled is not None:
        return "cancel"
    if lanes > _MOST_LANES_WITH_WAKES:
        return None
    if wait.kind == "start":
        return "spawn"
    # A wait that is too short to be seen leaves no question who ended it.
    seen = axis.x(wait.woken or wait.start) - axis.x(wait.start) >= 1
    return "wake" if seen else None


def _without_fans(arrows: list[Arrow]) -> list[Arrow]:
    """Keep the outermost two where one task cancels many; each lane has a cross."""
    fans: dict[tuple[Moment, int], list[Arrow]] = {}
    for arrow in arrows:
        if arrow.kind == "cancel":
            fans.setdefault((arrow.moment, arrow.sender.task.number), []).append(arrow)
    kept: set[int] = set()
    for fan in fans.values():
        if len(fan) > _WIDEST_FAN:
            fan.sort(key=lambda arrow: arrow.receiver.middle)
            del fan[1:-1]
        kept |= {id(arrow) for arrow in fan}
    return [arrow for arrow in arrows if arrow.kind != "cancel" or id(arrow) in kept]


def course_of(arrow: Arrow, pitch: float) -> tuple[float, float, float]:
    """Say from where to where an arrow goes, and how far aside on its way.

    viewer.js moves the arrows by the same numbers.
    """
    down = 1 if arrow.receiver.middle > arrow.sender.middle else -1
    half = pitch * 0.3
    start = arrow.sender.middle + down * half
    end = arrow.receiver.middle - down * (half + 1)
    # A little further aside for each, so that they can be told apart.
    return start, end, 14.0 + 9 * min(arrow.beside, 8)


def handles_of(arrow: Arrow, pitch: float) -> dict[str, float]:
    """Give what viewer.js needs to move an arrow, and the value beside it."""
    start, end, bow = course_of(arrow, pitch)
    return {
        "x": arrow.x,
        "start": start,
        "end": end,
        "bow": bow if arrow.kind != "spawn" else 0,
        "sender": arrow.sender.task.number,
        "receiver": arrow.receiver.task.number,
    }


def values_of(arrows: Sequence[Arrow], pitch: float) -> list[Label]:
    """Place the values at the middles of their arrows; from left to right."""
    values: list[Label] = []
    for arrow in arrows:
        if arrow.label:
            start, end, bow = course_of(arrow, pitch)
            place = arrow.x + bow / 2 + 5, (start + end) / 2 + 4
            values.append(Label(arrow, arrow.label, *place))
    values.sort(key=lambda value: value.left)
    return [
        _ended_before_the_next(value, values[place:])
        for place, value in enumerate(values, 1)
    ]


def _ended_before_the_next(value: Label, later: Sequence[Label]) -> Label:
    """Keep as much of a value as there is room for in its line."""
    ends = (other.left - 4 for other in later if other.is_in_line(value.baseline))
    room = min(next(ends, math.inf) - value.left, _WIDEST_VALUE)
    return value._replace(text=fitted(value.text, room, BOLD))
