"""How much room words take in the picture: no font is at hand to ask."""

from __future__ import annotations

import math

# In pixels: what most of the picture is written in.
SIZE = 11.0
# Bold letters are as wide as others of that size.
BOLD = 12.0


def text_width(text: str, size: float = SIZE) -> float:
    """Estimate how wide a text is, rather too much than too little."""
    widths = (0.95 if ord(character) > 0x2E80 else 0.57 for character in text)
    return size * math.fsum(widths)  # `sum` is not the same in every Python


def fitted(text: str, width: float, size: float = SIZE) -> str:
    """Cut a text to the width; to nothing, if what is left would be no use."""
    if text_width(text, size) <= width:
        return text
    room = int(width / (0.57 * size)) - 1
    return text[:room].rstrip(" ,:(") + "…" if room >= 3 else ""
