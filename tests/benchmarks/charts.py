"""Two kinds of charts as SVG, readable on light and on dark pages.

`dots` draws a row for each thing, with marks on a logarithmic axis; `lines` draws what
grows, on two logarithmic axes. Nothing is told by colour alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_STYLE = (
    ".c{--bg:#fff;--ink:#1f2328;--dim:#59636e;--grid:#d8dee4;--mark:#0969da;"
    "--line:#bc4c00;color:var(--ink);"
    'font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}'
    "@media (prefers-color-scheme:dark){.c{--bg:#0d1117;--ink:#e6edf3;--dim:#9198a1;"
    "--grid:#2b323b;--mark:#58a6ff;--line:#f0883e}}"
    ".c text{fill:currentColor}.c .back{fill:var(--bg)}.c .dim{fill:var(--dim)}"
    ".c .title{font-size:15px;font-weight:600}.c .group{font-weight:600}"
    ".c .grid{stroke:var(--grid)}.c .at{stroke:var(--line);stroke-dasharray:4 3}"
    ".c .at-name{fill:var(--line)}"
    ".c .mark{fill:var(--mark);stroke:var(--bg)}.c .span{stroke:var(--mark);"
    "stroke-width:2;fill:none}"
)
_WIDTH = 760
_NAMES = 270  # where the names end, and the axis begins
_RIGHT = 140  # what stands to the right of the axis
_ROW = 20

# Each is centred on 0, 0.
_MARKS = [
    '<circle r="4.5"/>',
    '<rect x="-4" y="-4" width="8" height="8"/>',
    '<path d="M0-6L6 0L0 6L-6 0Z"/>',
    '<path d="M0-6L5.5 4H-5.5Z"/>',
    '<path d="M0 6L5.5-4H-5.5Z"/>',
    '<path d="M-2-5h4v3h3v4h-3v3h-4v-3h-3v-4h3Z"/>',
    '<path d="M-6-2.5H6V2.5H-6Z"/>',
    '<path d="M-2.5-6H2.5V6H-2.5Z"/>',
]


@dataclass(frozen=True)
class Dots:
    """A row: marks on the axis, and between the two bounds a line.

    Attributes:
        name: What stands to the left.
        values: Where the marks are, one of each kind.
        bounds: From where to where the line goes.
        note: What stands to the right.
    """

    name: str
    values: Sequence[float]
    bounds: tuple[float, float]
    note: str


@dataclass(frozen=True)
class Line:
    """What grows: points, with the name at the last one."""

    name: str
    points: Sequence[tuple[float, float]]


class _Axis:
    """A logarithmic axis: where a value lies, and the round values to mark."""

    def __init__(self, values: Iterable[float], start: float, end: float) -> None:
        values = list(values)
        self._low = math.log10(min(values)) - 0.06
        self._high = math.log10(max(values)) + 0.06
        self._start = start
        self._end = end

    def at(self, value: float) -> float:
        share = (math.log10(value) - self._low) / (self._high - self._low)
        return round(self._start + share * (self._end - self._start), 1)

    def ticks(self) -> list[float]:
        decades = range(math.floor(self._low), math.ceil(self._high) + 1)
        steps = (1, 2, 5) if self._high - self._low < 2 else (1,)
        candidates = [step * 10.0**decade for decade in decades for step in steps]
        return [t for t in candidates if self._low <= math.log10(t) <= self._high]


def dots(
    title: str,
    groups: Sequence[tuple[str, Sequence[Dots]]],
    *,
    axis: str,
    note: str,
    marks: Sequence[str] = (),
    at: tuple[float, str] | None = None,
) -> str:
    """Draw groups of rows.

    Args:
        title: What stands above it all.
        groups: The title of each group, and its rows.
        axis: What the axis measures.
        note: What the notes of the rows say.
        marks: What each kind of mark means.
        at: A value to compare with, and what it is.
    """
    rows = [row for _, group in groups for row in group]
    values = [value for row in rows for value in (*row.values, *row.bounds)]
    if at is not None:
        values.append(at[0])
    x = _Axis(values, _NAMES + 14, _WIDTH - _RIGHT)
    top = 48 if not marks else 66
    parts = [
        _text(16, 26, title, "title"),
        _text(_WIDTH - _RIGHT + 12, top - 5, note, "dim"),
    ]
    left = 16.0
    for kind, meaning in enumerate(marks):
        parts += [_mark(kind, left + 5, 44), _text(left + 16, 48, meaning)]
        left += 34 + 7 * len(meaning)
    y = top + 24
    body: list[str] = []
    for group_title, group in groups:
        body.append(_text(16, y, group_title, "group"))
        y += _ROW
        for row in group:
            low, high = (x.at(bound) for bound in row.bounds)
            body += [
                _text(_NAMES, y, row.name, "dim", anchor="end"),
                f'<path class="span" d="M{low} {y - 4}H{high}"/>',
                *(_mark(kind, x.at(v), y - 4) for kind, v in enumerate(row.values)),
                _text(_WIDTH - _RIGHT + 12, y, row.note),
            ]
            y += _ROW
        y += 8
    bottom = y - 12
    for tick in x.ticks():
        where = x.at(tick)
        parts.append(f'<path class="grid" d="M{where} {top}V{bottom}"/>')
        parts.append(_text(where, bottom + 16, _number(tick), "dim", anchor="middle"))
    if at is not None:
        where = x.at(at[0])
        parts.append(f'<path class="at" d="M{where} {top}V{bottom}"/>')
        parts.append(_text(where, top - 5, at[1], "at-name", anchor="middle"))
    parts.append(_text(x.at(x.ticks()[0]), bottom + 34, axis, "dim"))
    return _svg(title, [*parts, *body], bottom + 46)


def lines(title: str, series: Sequence[Line], *, x_axis: str, y_axis: str) -> str:
    """Draw what grows, each line with marks of its own."""
    points = [point for line in series for point in line.points]
    top, bottom, end = 62, 380, _WIDTH - 290
    x = _Axis([x for x, _ in points], 70, end)
    y = _Axis([y for _, y in points], bottom, top)
    parts = [
        _text(16, 26, title, "title"),
        _text(16, 48, y_axis, "dim"),
        _text(end, bottom + 34, x_axis, "dim", anchor="end"),
    ]
    for tick in x.ticks():
        parts.append(f'<path class="grid" d="M{x.at(tick)} {top}V{bottom}"/>')
        parts.append(_text(x.at(tick), bottom + 16, _number(tick), "dim", "middle"))
    for tick in y.ticks():
        parts.append(f'<path class="grid" d="M70 {y.at(tick)}H{end}"/>')
        parts.append(_text(62, y.at(tick) + 4, _number(tick), "dim", anchor="end"))
    # The names stand beside the last points, in their order, and never on each other.
    name_at = -math.inf
    for kind, line in sorted(
        enumerate(series), key=lambda numbered: -numbered[1].points[-1][1]
    ):
        places = [(x.at(px), y.at(py)) for px, py in line.points]
        path = "L".join(f"{px} {py}" for px, py in places)
        parts.append(f'<path class="span" d="M{path}"/>')
        parts += [_mark(kind, px, py) for px, py in places]
        name_at = max(name_at + 18, places[-1][1])
        parts += [
            _mark(kind, end + 16, name_at),
            _text(end + 28, name_at + 4, line.name),
        ]
    return _svg(title, parts, max(bottom + 46, name_at + 20))


def _mark(kind: int, x: float, y: float) -> str:
    shape = _MARKS[kind % len(_MARKS)]
    return f'<g class="mark" transform="translate({x} {y})">{shape}</g>'


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    return (
        f'<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">'
        f"{escape(text)}</text>"
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def _svg(title: str, parts: Iterable[str], height: float) -> str:
    size = f'width="{_WIDTH}" height="{height:g}" viewBox="0 0 {_WIDTH} {height:g}"'
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="c" role="img" {size}>\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n"
        f'<rect class="back" width="100%" height="100%" rx="8"/>\n{body}\n</svg>\n'
    )
