"""What happened, in sentences: below a picture in text, and for a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._axis import seconds_in_words
from ._captions import life_in_words

if TYPE_CHECKING:
    from ._layout import Layout
    from ._parts import Arrow

_PASSED = {"message": "hands over", "cancel": "cancels", "wake": "wakes"}
_MOST_PASSED = 30


def story_of(layout: Layout) -> str:
    """Say when each task started and how it ended, then what passed between them."""
    lines: list[str] = []
    for lane in layout.lanes:
        facts = life_in_words(lane.task, layout.task_names[lane.task.number])
        going = "" if lane.task.ending else ", still going"
        lines.append(facts.replace("\n", ", ") + going)
    lines += passed_in_words(layout) + notes_in_words(layout)
    return "\n".join(f"{line.removesuffix('.')}." for line in lines)


def passed_in_words(layout: Layout) -> list[str]:
    """Say what went from one task to another, a line each, in order."""
    passed = [
        _described(layout, arrow) for arrow in layout.arrows if arrow.kind in _PASSED
    ]
    lines = passed[:_MOST_PASSED]
    if len(passed) > _MOST_PASSED:
        lines.append(f"... and {len(passed) - _MOST_PASSED:,} more")
    return lines


def notes_in_words(layout: Layout) -> list[str]:
    """Say where the program was stuck, and what a reader of the picture has to know."""
    notes = [
        f"Stuck at {seconds_in_words(moment.time)}, for ever: the axis has a gap there."
        for moment in layout.axis.deadlocks
    ]
    return notes + layout.notes()


def _described(layout: Layout, arrow: Arrow) -> str:
    sender = layout.task_names[arrow.sender.task.number]
    receiver = layout.task_names[arrow.receiver.task.number]
    when = seconds_in_words(arrow.moment.time)
    if arrow.kind == "message":
        return f"{when}: {sender} hands {arrow.label} to {receiver}"
    return f"{when}: {sender} {_PASSED[arrow.kind]} {receiver}"
