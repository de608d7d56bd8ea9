"""SVG as text: elements and their attributes, with lengths to a tenth of a pixel."""

from __future__ import annotations

from html import escape
from typing import Any, TypeAlias

Attributes: TypeAlias = dict[str, Any]
"""Attributes of an element, for `element` and `opened`."""


def element(tag: str, *content: str, **attributes: float | str | None) -> str:
    """Write an element.

    Args:
        tag: its name.
        content: markup inside of it; an element without any ends in its own tag.
        attributes: in the order in which they are written; `None` leaves one out. A
            ``_`` stands for a ``-``, and one at the end keeps Python's words apart.
    """
    start = f"{tag}{_written(attributes)}"
    return f"<{start}>{''.join(content)}</{tag}>" if content else f"<{start}/>"


def opened(tag: str, **attributes: float | str | None) -> str:
    """Write the start of an element, whose end the caller writes later."""
    return f"<{tag}{_written(attributes)}>"


def title(text: str) -> str:
    """Write what is shown when the pointer rests on the element around it."""
    return element("title", escape(text))


def px(length: float) -> str:
    """Write a length in pixels: a tenth is enough."""
    return f"{length:.1f}".removesuffix(".0")


def _written(attributes: dict[str, float | str | None]) -> str:
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="'
        f'{escape(value) if isinstance(value, str) else px(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
