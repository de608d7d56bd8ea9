"""The picture of a run, to be put into the page."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from inline_svg import inline

from trio_patterns.timeline._svg import svg_of

if TYPE_CHECKING:
    from trio_patterns.timeline import Timeline

# As in the recorded pictures: the tasks of a large nursery are all alike.
_ROWS_OF_A_CROWD = 6
_numbers = itertools.count(1)


def picture_of(timeline: Timeline, title: str) -> str:
    """Draw what was recorded; "" if no task has run."""
    if not timeline.recording.tasks:
        return ""
    svg = svg_of(timeline.recording, title, of_a_crowd=_ROWS_OF_A_CROWD)
    return inline(svg, f"live{next(_numbers)}")
