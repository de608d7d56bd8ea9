"""The directive that makes tables of the phrasebook.

Names in backticks are linked: those of Go to pkg.go.dev, those of Trio and ours to
their documentation. An unknown key or page is an error of the build; that the names
exist is tested in `tests/docs`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from phrases import DATA, Part, Phrasebook, Row, anyio_url, read
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_id

from trio_patterns.guide.catalogue import CatalogueError, load

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

CONSTRUCTS = "constructs"  # the folder of the pages made of those in `examples/`
# Where a name may be broken: after a dot, an underscore or a bracket inside it.
BREAK = re.compile(r"(?<=[\w\])][._(\[])(?=\w)")


class PhrasebookDirective(SphinxDirective):
    """``{phrasebook}``: a section with a table for each section of the file."""

    def run(self) -> list[nodes.Node]:
        for path in (DATA, __file__):
            self.env.note_dependency(str(path))
        book = read()
        return [
            self._section(book, title, rows) for title, rows in book.sections.items()
        ]

    def _section(self, book: Phrasebook, title: str, rows: list[Row]) -> nodes.section:
        section = nodes.section(
            "",
            nodes.title(title, title),
            ids=[make_id(self.env, self.state.document, "", title)],
            names=[nodes.fully_normalize_name(title)],
        )
        group = nodes.tgroup(
            "",
            *(nodes.colspec(colwidth=width) for width in (26, 36, 24, 14)),
            cols=4,
        )
        heads = ("Go", "Trio", "anyio", "Page")
        group += nodes.thead("", table_row(*([nodes.Text(head)] for head in heads)))
        group += nodes.tbody("", *(self._row(book, row) for row in rows))
        section += nodes.table("", group, classes=["phrasebook", "colwidths-given"])
        return section

    def _row(self, book: Phrasebook, row: Row) -> nodes.row:
        return table_row(
            [_go_node(book, part) for part in book.go_parts(row)],
            [_trio_node(part) for part in book.parts(row.trio, book.trio)],
            [_anyio_node(part) for part in book.parts(row.anyio, book.anyio)],
            self._page(book, row.page),
            classes=["no-twin"] if row.none else [],
        )

    def _page(self, book: Phrasebook, page: str) -> list[nodes.Node]:
        if not page:
            return []
        docname, name = page, Part(book.pages.get(page, ""))
        if page not in self.env.found_docs:
            try:
                construct = load().find(page)
            except CatalogueError as error:
                raise self.error(f"phrasebook.toml: {error}") from error
            docname, name = f"{CONSTRUCTS}/{page}", Part(construct.name, code=True)
        uri = self.env.app.builder.get_relative_uri(self.env.docname, docname)
        return [nodes.reference("", "", _code(name), internal=True, refuri=uri)]


def table_row(*cells: list[Any], classes: list[str] | None = None) -> nodes.row:
    row = nodes.row("", classes=classes or [])
    for cell in cells:
        row += nodes.entry("", nodes.paragraph("", "", *cell))
    return row


def _code(part: Part, prefix: str = "") -> nodes.Node:
    text = part.text.replace(prefix, "") if prefix else part.text
    if not part.code:
        return nodes.inline(text, text)
    code = nodes.literal(text, "")
    for piece in BREAK.split(text):
        if code.children:
            code += nodes.raw("", "<wbr>", format="html")
        code += nodes.Text(piece)
    return code


def _go_node(book: Phrasebook, part: Part) -> nodes.Node:
    if not part.name:
        return _code(part)
    return nodes.reference("", "", _code(part), refuri=book.go_url(part.name))


def _trio_node(part: Part) -> nodes.Node:
    if not part.name:
        return _code(part, "trio_patterns.")
    return addnodes.pending_xref(
        "",
        _code(part, "trio_patterns."),
        refdomain="py",
        reftype="obj",
        reftarget=part.name,
        refexplicit=True,
        refwarn=True,
    )


def _anyio_node(part: Part) -> nodes.Node:
    if not part.name:
        return _code(part, "anyio.")
    return nodes.reference("", "", _code(part, "anyio."), refuri=anyio_url(part.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("phrasebook", PhrasebookDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
