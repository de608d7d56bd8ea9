"""What the pages written by hand need: snippets, phrasebook, links to constructs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counts import counted
from docutils import nodes
from docutils.statemachine import StringList
from phrasebook import CONSTRUCTS, table_row
from sphinx import addnodes
from sphinx.util.docutils import ReferenceRole, SphinxDirective, SphinxRole

from trio_patterns.guide.catalogue import CatalogueError, examples_root, load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from trio_patterns.guide.catalogue import Construct


class ConstructRole(ReferenceRole):
    """``{construct}`hedged` ``: a link to the page of that folder, with its title."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            construct = load().find(self.target)
        except CatalogueError as error:
            message = self.inliner.reporter.error(str(error), line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [
                message
            ]
        text = self.title if self.has_explicit_title else construct.title
        return [link_to(self.env, construct, text)], []


class CountRole(SphinxRole):
    """``{count}`same lines` ``: the number of them."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        self.env.note_dependency(str(examples_root()))
        counts = counted(load())
        if self.text not in counts:
            known = ", ".join(counts)
            message = self.inliner.reporter.error(
                f"there is no count {self.text!r}; the counts are: {known}",
                line=self.lineno,
            )
            return [], [message]
        number = str(counts[self.text])
        return [nodes.Text(number)], []


def link_to(env: BuildEnvironment, construct: Construct, text: str) -> nodes.Node:
    """A link to the page of a construct, which is made when the build begins."""
    return addnodes.pending_xref(
        "",
        *_inline(text),
        refdomain="std",
        reftype="doc",
        reftarget=f"/{CONSTRUCTS}/{construct.name}",
        refexplicit=True,
        refwarn=True,
        refdoc=env.docname,
    )


class Lessons(SphinxDirective):
    """``{lessons} G 1 11``: these rows of a chapter, each with its lesson.

    A row that a construct of another chapter shows leads there.
    """

    required_arguments = 3

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(examples_root()))
        chapter, first, last = self.arguments
        result = nodes.definition_list("", classes=["lessons"])
        rows = {
            int(row[1:]): construct
            for construct in load().constructs
            for row in (construct.row, *construct.also)
            if row[0] == chapter and int(first) <= int(row[1:]) <= int(last)
        }
        # A construct that stands for several rows is shown once.
        for construct in dict.fromkeys(rows[number] for number in sorted(rows)):
            result += nodes.definition_list_item(
                "",
                nodes.term("", "", link_to(self.env, construct, construct.title)),
                nodes.definition(
                    "", nodes.paragraph("", "", *_inline(construct.lesson))
                ),
            )
        return [result] if result.children else []


class Operations(SphinxDirective):
    """``{operations} channel_table``: what it says of each operation, as a table.

    The lines are those that the programs of the folder are tested to print.
    """

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        construct = load().find(self.arguments[0])
        self.env.note_dependency(str(construct.folder / "construct.toml"))
        (pair,) = construct.pairs
        if pair.go_ends is None or pair.trio_ends is None:
            raise self.error(f"{construct.name} does not say how its programs end")
        go, trio = outcomes(pair.go_ends.lines), outcomes(pair.trio_ends.lines)
        body = nodes.tbody()
        for operation, state in dict.fromkeys((*trio, *go)):
            body += table_row(
                [nodes.Text(operation)],
                [nodes.Text(state)],
                _outcome(go.get((operation, state), "no such state")),
                _outcome(trio.get((operation, state), "no such state")),
            )
        titles = ("Operation", "Channel", "Go", "Trio")
        heads = table_row(*([nodes.Text(title)] for title in titles))
        columns = (nodes.colspec(colwidth=width) for width in (16, 24, 32, 28))
        group = nodes.tgroup("", *columns, nodes.thead("", heads), body, cols=4)
        return [nodes.table("", group, classes=["operations"])]


def outcomes(lines: Iterable[str]) -> dict[tuple[str, str], str]:
    """By operation and channel; Python's `None` stands where a nil channel does."""
    result: dict[tuple[str, str], str] = {}
    for line in lines:
        _, operation, channel, outcome = shlex.split(line)
        state = channel.partition("=")[2].replace("None", "nil")
        result[operation, state] = outcome.partition("=")[2]
    return result


def _outcome(text: str) -> list[nodes.Node]:
    """The name of an exception is code, all else is text."""
    name = text.isalpha() and not text.islower()
    return [nodes.literal(text, text) if name else nodes.Text(text)]


def _inline(text: str) -> list[nodes.Node]:
    """A text of the metadata, in which backticks stand around code."""
    return [
        nodes.literal(part, part) if number % 2 else nodes.Text(part)
        for number, part in enumerate(text.split("`"))
    ]


class Measured(SphinxDirective):
    """``{measured} floor``: what the benchmarks wrote of that part.

    They write Markdown without headings into `docs/performance`, and pictures to it.
    """

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        part = self.arguments[0]
        path = Path(self.env.srcdir) / "performance" / f"{part}.md"
        self.env.note_dependency(str(path))
        if path.exists():
            text = path.read_text(encoding="utf-8")
            text = re.sub(r"\]\((\w+\.svg)\)", r"](performance/\1)", text)
        else:
            text = f"Not measured yet: `python -m tests.benchmarks {part}`."
        container = nodes.container()
        lines = StringList(text.splitlines(), str(path))
        self.state.nested_parse(lines, 0, container, match_titles=True)
        return container.children


class AttributeDocstrings:
    """Keeps Napoleon from taking what stands before a colon for an attribute's type."""

    def __init__(self) -> None:
        self._kept: list[str] = []

    def hide(self, _app: Sphinx, what: str, *rest: Any) -> None:
        """Before Napoleon: take the text away."""
        if what == "attribute":
            self._kept, rest[-1][:] = rest[-1][:], [""]

    def show(self, _app: Sphinx, what: str, *rest: Any) -> None:
        """After Napoleon: put it back."""
        if what == "attribute":
            rest[-1][:] = self._kept


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("snippets")
    app.setup_extension("phrasebook")
    attributes = AttributeDocstrings()
    app.connect("autodoc-process-docstring", attributes.hide, priority=400)
    app.connect("autodoc-process-docstring", attributes.show, priority=600)
    app.add_directive("lessons", Lessons)
    app.add_directive("operations", Operations)
    app.add_directive("measured", Measured)
    app.add_role("construct", ConstructRole())
    app.add_role("count", CountRole())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
