"""Tables that a phone can show: each cell carries the head of its column.

There the rows stand one below another (`guide.css`), and a cell says itself what it is.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def visit_entry(self: HTML5Translator, node: nodes.entry) -> None:
    HTML5Translator.visit_entry(self, node)
    if head := _head(node):
        tag = self.body[-1]
        end = tag.index(">")
        self.body[-1] = f'{tag[:end]} data-head="{escape(head)}"{tag[end:]}'


def depart_entry(self: HTML5Translator, node: nodes.entry) -> None:
    HTML5Translator.depart_entry(self, node)


def _head(entry: nodes.entry) -> str:
    """What stands above it; nothing above the first column, which names the row."""
    row = entry.parent
    column = row.index(entry)
    head = next(row.parent.parent.findall(nodes.thead), None)
    if head is None or row.parent is head or column == 0:
        return ""
    *_, last = head.findall(nodes.row)
    said: str = last[column].astext()
    return said


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(nodes.entry, override=True, html=(visit_entry, depart_entry))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
