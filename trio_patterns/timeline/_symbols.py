"""The signs of the picture: patterns of bars, tips of arrows, marks at an end."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from ._markup import element, px

if TYPE_CHECKING:
    from ._markup import Attributes

# Each kind of wait has a pattern of its own, and says its name where there is room:
# nobody has to tell colours apart.
_PATTERNS = {
    "timer": '<circle cx="2" cy="2" r="1"/><circle cx="5" cy="5" r="1"/>',
    "channel": '<path d="M-1 1l2-2M0 6l6-6M5 7l2-2"/>',
    "sync": '<path d="M1.5 0v6M4.5 0v6"/>',
    "outside": '<path d="M0 1.5h6M0 4.5h6"/>',
}


def css() -> str:
    """Give the styles of a picture, for light and for dark pages."""
    text = files(__package__ or "").joinpath("picture.css").read_text(encoding="utf-8")
    return text.replace("\n", "")


def definitions() -> str:
    """Draw what the parts refer to: a pattern for each kind of wait, and the tips."""
    patterns = "".join(
        element(
            "pattern",
            element("rect", class_="back", width=6, height=6),
            element(
                "rect",
                width=6,
                height=6,
                style=f"fill:var(--{style});fill-opacity:.16",
            ),
            element(
                "g",
                shapes,
                style=f"fill:none;stroke:var(--{style});stroke-opacity:.38",
            ),
            id=f"tl-{style}",
            width=6,
            height=6,
            patternUnits="userSpaceOnUse",
        )
        for style, shapes in _PATTERNS.items()
    )
    tips = "".join(
        element(
            "marker",
            element("path", class_=f"tip-{kind}", d="M0 .5L8 4L0 7.5z"),
            id=f"tl-tip-{kind}",
            viewBox="0 0 8 8",
            refX=7,
            refY=4,
            markerWidth=8,
            markerHeight=8,
            markerUnits="userSpaceOnUse",
            orient="auto",
        )
        for kind in ("message", "cancel", "wake")
    )
    return patterns + tips


def class_of(style: str) -> str:
    """Give the classes of a bar of that style."""
    return style if style in {"running", "ready"} else f"wait {style}"


def mark(kind: str, x: float, y: float) -> str:
    """Draw how a task ended."""
    style = f"end-{kind}"
    if kind == "cancelled":
        return cross(style, x, y, 5)
    if kind == "returned":
        return element("circle", class_=style, cx=x, cy=y, r=4)
    if kind == "failed":
        shape = f"M{px(x)} {px(y - 7)}l7 7l-7 7l-7 -7z"
        return element("path", class_=style, d=shape)
    shape = f"M{px(x - 2)} {px(y - 5)}l5 5l-5 5"
    return element("path", class_=style, d=shape)


def cross(
    style: str,
    x: float,
    y: float,
    size: float,
    data: Attributes | None = None,
) -> str:
    """Draw where a wait or a task was cut short."""
    corner, side = f"M{px(x - size)} {px(y - size)}", px(2 * size)
    strokes = f"l{side} {side}m0 -{side}l-{side} {side}"
    return element("path", class_=style, **(data or {}), d=corner + strokes)
