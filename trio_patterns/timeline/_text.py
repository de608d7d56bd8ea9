"""The picture in letters, for a terminal: a line for each task, then what passed."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from ._axis import seconds_in_words
from ._layout import Layout, ending_in_words
from ._parts import STYLES
from ._story import notes_in_words, passed_in_words

if TYPE_CHECKING:
    from ._parts import Bar, Lane, Style
    from .model import Recording

_FILL: dict[Style, str] = {
    "running": "█",
    "ready": "-",
    "timer": "·",
    "channel": "≈",
    "sync": "▒",
    "children": "┄",
    "outside": "═",
}
_MARKS = {"returned": "○", "failed": "!", "cancelled": "✕", "open": "▸"}
NARROWEST = 40


def text_of(recording: Recording, title: str = "", width: int = 100) -> str:
    """Draw a recording in so many columns, at least `NARROWEST`: no line is longer."""
    layout = Layout(recording)
    names = [
        "  " * lane.depth + layout.task_names[lane.task.number] for lane in layout.lanes
    ]
    gutter = min(max([4, *map(len, names)]), width // 3)
    columns = width - gutter - 2 - _after_axis(layout)
    lines = [*_wrapped(_head(recording, title), width), _axis(layout, gutter, columns)]
    endings: list[str] = []
    for lane, name in zip(layout.lanes, names, strict=True):
        shown = name if len(name) <= gutter else name[: gutter - 1] + "…"
        drawn = f"{shown:<{gutter}}  {_Line(layout, columns).draw(lane)}"
        words = ending_in_words(lane.task)
        if words and len(drawn) + 1 + len(words) > width:
            endings.append(f"{name.lstrip()}: {words}")
        elif words:
            drawn += f" {words}"
        lines.append(drawn)
    for block in (endings, passed_in_words(layout), notes_in_words(layout)):
        if block:
            lines.append("")
            lines += [part for line in block for part in _wrapped(line, width)]
    lines += ["", *_legend(layout, width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(recording: Recording, title: str) -> str:
    tasks = f"{len(recording.tasks)} task{'s' * (len(recording.tasks) != 1)}"
    clock = f"{seconds_in_words(recording.end.time)} of {recording.clock} time"
    return f"{title}: {tasks}, {clock}" if title else f"{tasks}, {clock}"


def _wrapped(line: str, width: int) -> list[str]:
    return textwrap.wrap(
        line, width, subsequent_indent="    ", break_on_hyphens=False
    ) or [""]


def _after_axis(layout: Layout) -> int:
    """Count the columns that the last label of the axis needs, and its unit."""
    *_, (_, last) = layout.axis.ticks()
    return len(f"{last} {layout.axis.unit}")


def _axis(layout: Layout, gutter: int, columns: int) -> str:
    axis = layout.axis
    ticks = [(_column(layout, x, columns), label) for x, label in axis.ticks()]
    widest = max(len(label) for _, label in ticks) + 2
    # So many that they do not run into each other.
    every = math.ceil(widest * (len(ticks) - 1) / max(ticks[-1][0], 1)) or 1
    line = ""
    for at, label in ticks[::every]:
        line = f"{line:<{gutter + 2 + at}}{label}"
    return f"{line} {axis.unit}"


def _column(layout: Layout, x: float, columns: int) -> int:
    axis = layout.axis
    return round((x - axis.left) / (axis.right - axis.left) * columns)


class _Line:
    """The lane of one task."""

    def __init__(self, layout: Layout, columns: int) -> None:
        self._layout = layout
        self._columns = columns
        self._letters = [" "] * (columns + 1)

    def draw(self, lane: Lane) -> str:
        # Waits come first: a step is never hidden by what is around it.
        for bar in lane.bars:
            self._draw_bar(bar)
        ending = lane.task.ending
        end = self._column(lane.end)
        self._letters[end] = _MARKS["open" if ending is None else ending.kind]
        return "".join(self._letters[: end + 1])

    def _column(self, x: float) -> int:
        return _column(self._layout, x, self._columns)

    def _draw_bar(self, bar: Bar) -> None:
        start, end = self._column(bar.start), self._column(bar.end)
        if bar.style == "running":
            if end - start < 2:
                self._letters[start] = "│"
            else:
                self._letters[start : end + 1] = "█" * (end - start + 1)
            return
        self._letters[start:end] = _FILL[bar.style] * (end - start)
        wait = bar.wait
        assert wait is not None, "what is not a step is a wait"
        label = f" {'children' if wait.kind == 'nursery' else wait.kind} "
        if bar.style != "ready" and len(label) + 4 <= end - start:
            middle = (start + end - len(label)) // 2 + 1
            self._letters[middle : middle + len(label)] = label


def _legend(layout: Layout, width: int) -> list[str]:
    styles = {bar.style for lane in layout.lanes for bar in lane.bars}
    marks = {
        "still going" if lane.task.ending is None else lane.task.ending.kind
        for lane in layout.lanes
    }
    keys = ["│ runs"] if "running" in styles else []
    keys += [
        f"{_FILL[style]} {text}"
        for style, text in STYLES.items()
        if style in styles and style != "running"
    ]
    signs = {**_MARKS, "still going": _MARKS["open"]}
    keys += [f"{sign} {kind}" for kind, sign in signs.items() if kind in marks]
    lines: list[str] = []
    for key in keys:
        if lines and len(lines[-1]) + 3 + len(key) <= width:
            lines[-1] += f"   {key}"
        else:
            lines.append(key)
    return lines
