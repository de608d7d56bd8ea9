"""What a picture is drawn on: markup, one part after the other, the last one on top."""

from __future__ import annotations

from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

from ._markup import element, opened, px

if TYPE_CHECKING:
    from collections.abc import Generator

    from ._markup import Attributes


class Canvas:
    """Takes the parts of a picture.

    Args:
        left: where the plot begins, in pixels; to the left of it stand the names.
        handles: also write down, in ``data-`` attributes, what a program needs that
            moves the parts: that of the HTML page.
    """

    def __init__(self, left: float, *, handles: bool) -> None:
        self.parts: list[str] = []
        self.handles = handles
        self._left = left

    def clip(self) -> str:
        """Define the area that `in_plot` keeps to."""
        if not self.handles:
            return ""
        left = self._left - 8
        area = element("rect", x=left, y=-99999, width=99999, height=199999)
        return element("clipPath", area, id="tl-plot")

    @contextmanager
    def in_plot(self) -> Generator[None]:
        """Have what is drawn in the block end where the names begin."""
        if self.handles:
            self.add(opened("g", clip_path="url(#tl-plot)"))
        yield
        if self.handles:
            self.add("</g>")

    def data(self, **values: float | str | None) -> Attributes:
        """Make attributes for the program that moves things."""
        if not self.handles:
            return {}
        return {f"data_{name}": value for name, value in values.items()}

    def add(self, markup: str) -> None:
        """Draw something on top of the rest."""
        self.parts.append(markup)

    def write(
        self, x: float, y: float, text: str, style: str, data: Attributes | None = None
    ) -> None:
        """Write words that begin at ``x``."""
        if text:
            place = {"x": x, "y": y, **(data or {})}
            self.add(element("text", escape(text), class_=style, **place))

    def line(self, style: str, start: float, end: float, y: float) -> None:
        """Draw a line along a lane."""
        place = self.data(x=start, to=end, y=y)
        line = f"M{px(start)} {px(y)}H{px(end)}"
        self.add(element("path", class_=style, **place, d=line))
