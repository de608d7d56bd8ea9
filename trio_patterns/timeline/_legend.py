"""The legend below a picture: what its bars, arrows and marks mean."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ._markup import element, px
from ._parts import STYLES
from ._symbols import class_of, mark
from ._text_size import text_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._layout import Layout

ARROWS = {
    "message": "hands over a value",
    "cancel": "cancels",
    "wake": "wakes",
    "spawn": "starts",
}
_ENDINGS = {
    "returned": "returned",
    "failed": "failed",
    "cancelled": "cancelled",
    "open": "still going",
}
# In pixels: of the words, of the whole, and of a row.
_SIZE, _LEFT, _ROW = 10.0, 14.0, 20.0


def legend(layout: Layout, width: float, top: float) -> tuple[list[str], float]:
    """Explain what is in this picture, and no more; give where that ends."""
    parts: list[str] = []
    x, y = _LEFT, top
    for shape, kind, text in _entries(layout):
        room = 32 + text_width(text, _SIZE) + 16
        if x + room > width - 14 and x > _LEFT:
            x, y = _LEFT, y + _ROW
        parts.append(_key(shape, kind, x, y))
        parts.append(element("text", escape(text), class_="dim", x=x + 32, y=y + 4))
        x += room
    return parts, y + 12


def _entries(layout: Layout) -> Iterator[tuple[str, str, str]]:
    bars: set[str] = {bar.style for lane in layout.lanes for bar in lane.bars}
    arrows: set[str] = {arrow.kind for arrow in layout.arrows}
    endings: set[str] = {
        "open" if lane.task.ending is None else lane.task.ending.kind
        for lane in layout.lanes
    }
    for shape, known, present in (
        ("bar", STYLES, bars),
        ("arrow", ARROWS, arrows),
        ("mark", _ENDINGS, endings),
    ):
        for kind, text in known.items():
            if kind in present:
                yield shape, kind, text


def _key(shape: str, kind: str, x: float, y: float) -> str:
    if shape == "mark":
        return mark(kind, x + 20, y)
    if shape == "arrow":
        tip = None if kind == "spawn" else f"url(#tl-tip-{kind})"
        return element("path", class_=kind, marker_end=tip, d=f"M{px(x)} {px(y)}h25")
    tall = 6 if kind == "ready" else 12
    wide = 3 if kind == "running" else 24
    return element(
        "rect",
        class_=class_of(kind),
        x=x + (24 - wide) / 2,
        y=y - tall / 2,
        width=wide,
        height=tall,
        rx=2,
    )
