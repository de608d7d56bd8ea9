"""A picture of the timeline as a part of a page, not as a file of its own.

The build of the docs puts recorded pictures into the pages, and the pages themselves
those of the runs that the reader asks for: this module is among what they load.
"""

from __future__ import annotations

import re


def inline(svg: str, key: str) -> str:
    """Give a picture names of its own, by the key, and the page's light and dark."""
    svg = '<svg role="img" ' + svg.partition("<svg ")[2]
    # There may be several in a page.
    svg = re.sub(r' id="', f' id="{key}-', svg)
    svg = re.sub(r"url\(#", f"url(#{key}-", svg)
    svg = re.sub(r'(aria-labelledby|aria-describedby)="', rf'\1="{key}-', svg)
    # By itself it follows the system; the reader may have chosen otherwise here.
    return re.sub(
        r"@media ?\(prefers-color-scheme: ?dark\) ?\{\.tl(\{.*?\})\}",
        r"@media (prefers-color-scheme:dark){body:not([data-theme=light]) .tl\1}"
        r"body[data-theme=dark] .tl\1",
        svg,
        flags=re.DOTALL,
    )
