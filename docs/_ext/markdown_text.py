"""The text of a page in plain Markdown, from the tree that its HTML is made of.

In that tree directives and roles are resolved: a snippet is its code and what that
prints, a cross reference is a link. A node that has no Markdown here is an error of the
build, so that no page loses a part of itself.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from code_blocks import framed
from docutils import nodes
from program_html import Program, callout_note, program_pair
from sphinx import addnodes
from sphinx_design.dropdown import dropdown_main, dropdown_title

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

# What shows nothing, or is there for the HTML alone: places to break a line.
_SILENT = (
    nodes.comment,
    nodes.raw,
    nodes.target,
    nodes.colspec,
    addnodes.index,
    addnodes.tabular_col_spec,
    addnodes.toctree,
)
# What holds blocks, and adds nothing to them.
_HOLDERS = (
    nodes.document,
    nodes.container,
    nodes.compound,
    nodes.figure,
    nodes.definition,
    addnodes.desc_content,
    dropdown_main,
)
# What Sphinx calls the lack of a language.
_LANGUAGES = {"default": "", "none": ""}
_SIGNS = {nodes.emphasis: "*", nodes.title_reference: "*", nodes.strong: "**"}


@dataclass(frozen=True)
class MarkdownText:
    """Writes the nodes of a page; `link` gives where a reference leads in a copy."""

    link: Callable[[str], str]

    def page(self, document: nodes.document) -> str:
        return self._below(document, 0) + "\n"

    def _below(self, node: nodes.Element, level: int) -> str:
        """Write the blocks in a node, a blank line between them."""
        parts = (self._block(child, level) for child in node.children)
        return "\n\n".join(filter(None, parts))

    def _block(self, node: nodes.Node, level: int) -> str:  # noqa: C901, PLR0911, PLR0912  # a table
        match node:
            case nodes.raw() if "says" in node:
                return f"**{node['says']}**"
            case _ if isinstance(node, _SILENT):
                return ""
            case _ if isinstance(node, _HOLDERS):
                return self._below(node, level)
            case nodes.section():
                return self._below(node, level + 1)
            case nodes.title():
                return f"{'#' * level} {self._inline(node)}"
            case nodes.rubric() | dropdown_title():
                return f"**{self._inline(node)}**"
            case nodes.doctest_block():
                return fenced(node.astext(), "python")
            case nodes.literal_block():
                named = node.get("language", "")
                return fenced(node.astext(), _LANGUAGES.get(named, named))
            case nodes.image():
                return f"![{node.get('alt', '')}]({node['uri']})"
            case framed():
                path = f" (`{node['path']}`)" if node["path"] else ""
                return f"{node['title']}{path}:\n\n{self._below(node, level)}"
            case program_pair():
                programs = [program_text(program) for program in node["programs"]]
                return "\n\n".join([*programs, self._below(node, level)]).rstrip()
            case callout_note():
                text = self._below(node, level)
                return _indented(f"- Lines marked [{node['number']}]: ", text)
            case nodes.bullet_list():
                return self._items(node, level, ["- "] * len(node))
            case nodes.enumerated_list():
                return self._items(node, level, [f"{n}. " for n in _numbers(node)])
            case nodes.definition_list():
                return self._below(node, level)
            case nodes.definition_list_item() | nodes.field():
                head, *rest = node.children
                assert isinstance(head, nodes.Element)
                texts = [self._block(child, level) for child in rest]
                return _indented(
                    "- ", "\n\n".join([f"**{self._inline(head)}**", *texts])
                )
            case nodes.field_list() | addnodes.desc():
                return self._below(node, level)
            case nodes.field_body() | nodes.block_quote():
                return self._below(node, level)
            case addnodes.desc_signature():
                return f"**`{' '.join(node.astext().split())}`**"
            case nodes.table():
                return self._table(node)
            case nodes.TextElement():
                return re.sub(r"\n +", "\n", self._inline(node))
            case _:
                raise NotImplementedError(f"no Markdown for {type(node).__name__}")

    def _items(self, list_: nodes.Element, level: int, signs: Sequence[str]) -> str:
        items = [
            _indented(sign, self._below(item, level))
            for sign, item in zip(signs, list_.children, strict=True)
            if isinstance(item, nodes.Element)
        ]
        # Items of a line each stand close together.
        apart = "\n\n" if any("\n\n" in item for item in items) else "\n"
        return apart.join(items)

    def _table(self, table: nodes.table) -> str:
        rows = [
            [self._cell(entry) for entry in row.findall(nodes.entry)]
            for row in table.findall(nodes.row)
        ]
        head = next(table.findall(nodes.thead), None)
        if head is None:
            rows.insert(0, [""] * len(rows[0]))
        rows.insert(1, ["---"] * len(rows[0]))
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def _cell(self, entry: nodes.entry) -> str:
        text = self._below(entry, 0).replace("|", r"\|")
        return re.sub(r"\s*\n\s*", " ", text)

    def _inline(self, node: nodes.Element) -> str:
        return "".join(map(self._piece, node.children))

    def _piece(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Text):
            return re.sub(r"([\\`*\[<])", r"\\\1", node.astext())
        if isinstance(node, nodes.literal):
            return code(_unbroken(node))
        if isinstance(node, (*_SILENT, nodes.image)):
            return self._block(node, 0)
        assert isinstance(node, nodes.Element)
        text = self._inline(node)
        if isinstance(node, nodes.reference):
            target = self.link(node.get("refuri", ""))
            return f"[{text}]({target})" if target else text
        signs = (sign for kind, sign in _SIGNS.items() if isinstance(node, kind))
        sign = next(signs, "")
        return f"{sign}{text}{sign}"


def code(text: str) -> str:
    """Write a code span; one in which backticks stand has more of them around it."""
    if "`" not in text:
        return f"`{text}`"
    return f"`` {text} ``"


def fenced(text: str, language: str) -> str:
    longest = max(map(len, re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def program_text(program: Program) -> str:
    """Write a program, with its callouts as comments at the ends of the lines."""
    sign = "//" if program.lexer == "go" else "#"
    lines = [
        f"{line}  {sign} [{number}]" if number and line else line
        for line, number in zip(program.lines, program.numbers, strict=True)
    ]
    text = fenced("\n".join(lines), program.lexer)
    return f"{program.title} (`{program.path}`):\n\n{text}"


def link_from(page: str, uri: str, copies: Container[str]) -> str:
    """Say where a link of a page leads in its copy: to a copy, if there is one.

    Copies have no anchors; for a link to a place in the page itself it is "".
    """
    if re.match(r"[a-z]+:", uri):
        return uri
    path, _, _ = uri.partition("#")
    if not path:
        return ""
    name = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
    if name.removesuffix(".html") in copies:
        return path.removesuffix(".html") + ".md"
    return uri


def _unbroken(literal: nodes.literal) -> str:
    """Give the text without the places at which HTML may break it."""
    texts = literal.findall(nodes.Text)
    return "".join(
        text.astext() for text in texts if not isinstance(text.parent, nodes.raw)
    )


def _numbers(list_: nodes.enumerated_list) -> range:
    start: int = list_.get("start", 1)
    return range(start, start + len(list_))


def _indented(sign: str, text: str) -> str:
    """Begin a text with the sign of an item, and set its other lines below it."""
    rest = " " * len(sign)
    first, *lines = text.split("\n")
    return "\n".join([sign + first, *((rest + line).rstrip() for line in lines)])
