"""How a block of code stands in a page: in lines that wrap, and in a frame.

A line that has no room goes on below itself, deeper than it began, as in the pairs. A
block of plain text is what a program prints; it says so, and so is told from the code.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from pygments.formatters.html import HtmlFormatter
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

TITLES = {"go": "Go", "python": "Trio"}
INDENT = re.compile(r"((?:<span[^>]*>)*)([ \t]+)")
# Lanes of a run, as `Timeline.text` draws them: in pieces they say nothing.
LANES = re.compile(r"│[·▒ ]{3}")


class Lines(HtmlFormatter[str]):
    """Each line is in an element of its own, which knows how deep it is indented."""

    def wrap(self, source: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        yield 0, '<div class="code" translate="no">'
        for kind, line in source:
            style, html = "", line
            if found := INDENT.match(line):
                before, indent = found.groups()
                style = f' style="--deep:{len(indent.expandtabs(4))}"'
                rest = line[found.end() :]
                html = f'{before}<span class="indent">{indent}</span>{rest}'
            yield kind, f'<span class="line"{style}>{html}</span>'
        yield 0, "</div>"


class framed(nodes.General, nodes.Element):  # noqa: N801  a node, as docutils names them
    """A block in a frame: code with its language and path, or what was printed."""


def framed_code(code: str, language: str, path: Path) -> framed:
    """A program's part, with the name of its language and where the program is."""
    block = nodes.literal_block(code, code, language=language)
    title = TITLES[language]
    classes = ["side", f"side-{title.lower()}"]
    return framed("", block, title=title, path=path.as_posix(), classes=classes)


class FramePrinted(SphinxTransform):
    """A frame for each block of plain text, wherever it comes from."""

    default_priority = 500

    def apply(self, **_: Any) -> None:
        for block in list(self.document.findall(nodes.literal_block)):
            if block.get("language") == "text":
                frame = framed("", title="prints", path="", classes=["output"])
                frame["drawn"] = bool(LANES.search(block.astext()))
                block.replace_self(frame)
                frame += block


def visit_framed(self: HTML5Translator, node: framed) -> None:
    path = f"<span>{escape(node['path'])}</span>" if node["path"] else ""
    self.body.append(
        self.starttag(node, "figure")
        + f"<figcaption>{node['title']}{path}</figcaption>"
    )
    if node.get("drawn"):
        self.body.append('<div class="scroll" tabindex="0">')


def depart_framed(self: HTML5Translator, node: framed) -> None:
    self.body.append("</div></figure>\n" if node.get("drawn") else "</figure>\n")


def use_lines(app: Sphinx) -> None:
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.highlighter.formatter = Lines


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("builder-inited", use_lines)
    app.add_transform(FramePrinted)
    app.add_node(framed, html=(visit_framed, depart_framed))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
