"""What Sphinx and the theme leave unsaid to a screen reader and to the keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# A heading without a level, above a part of the side bar.
_CAPTION = '<p class="caption" role="heading"'
# A head that heads nothing, as over the names of the rows.
_EMPTY_HEAD = re.compile(r"<th\b([^>]*)>\s*(?:<p>\s*</p>)?\s*</th>")
# A figure that a phone scrolls.
_FIGURE = '<figure class="align-default"'


def _mend(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    del app, pagename, templatename, doctree
    if tree := context.get("furo_navigation_tree"):
        context["furo_navigation_tree"] = tree.replace(
            _CAPTION, f'{_CAPTION} aria-level="2"'
        )
    if body := context.get("body"):
        body = _EMPTY_HEAD.sub(r"<td\1></td>", body)
        context["body"] = body.replace(_FIGURE, f'{_FIGURE} tabindex="0"')


def setup(app: Sphinx) -> ExtensionMetadata:
    # After the theme, which makes the tree.
    app.connect("html-page-context", _mend, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
