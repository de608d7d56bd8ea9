"""The directive `construct`, which makes the page of a construct.

The question, each pair with both programs side by side, what they print, the picture of
the run, what to watch for, and where to read on.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import live
import markdown_copy
import output_html
import outputs
import program_html
from docutils import nodes
from docutils.statemachine import StringList
from go_names import Entry, GoDomain, go_documentation
from name_links import name_node
from program_html import Program, callout_note, program_pair
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_id

from trio_patterns.guide import callouts, running, tracing
from trio_patterns.guide.catalogue import Pair, load
from trio_patterns.workshop.exercises import exercises

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from trio_patterns.guide.output import Output

# With so many pairs a page has a table of contents.
_MANY = 3

log = logging.getLogger(__name__)


class ConstructPage(SphinxDirective):
    """``{construct} NAME``: all that is below the title of the page of a construct.

    Its content are the links to what to read next.
    """

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        self.construct = load().find(self.arguments[0])
        self.seen: set[str] = set()
        self.printed: dict[int, list[Output]] = {}
        for module in (__file__, output_html.__file__, program_html.__file__):
            self.env.note_dependency(module)
        for path in self.construct.folder.rglob("*"):
            if path.suffix in (".toml", ".go", ".py", ".txt"):
                self.env.note_dependency(str(path))
        for problem in callouts.problems(self.construct):
            self._warn(problem)
        (question,) = self._text(self.construct.question)
        assert isinstance(question, nodes.paragraph)
        question["classes"].append("question")
        parts = [
            *self._pairs(),
            *self._watch(),
            *self._exercise(),
            self._names(),
        ]
        page = [
            question,
            *self._text(self.construct.lesson),
            self._run_it(),
            *self._contents(parts),
            *parts,
        ]
        copy = markdown_copy.of_construct(self.construct, self.printed)
        self.env.metadata[self.env.docname][markdown_copy.KEY] = copy
        return page

    def _run_it(self) -> nodes.container:
        """The commands that run the page, in a line."""
        name = self.construct.name
        fast = " --fast" if self.construct.clock == "virtual" else ""
        # The word "install" would make a search for it find every page.
        text = (
            f"`trio-patterns run {name}{fast}` runs it, `trio-patterns compare {name}` "
            "runs both sides. [Start](/start.md) says how to get the command."
        )
        return nodes.container("", *self._text(text), classes=["run-it"])

    def _contents(self, parts: Sequence[nodes.Node]) -> list[nodes.Node]:
        """Links to the sections, if so many pairs make a page of many screens."""
        if len(self.construct.pairs) < _MANY:
            return []
        links = nodes.bullet_list()
        for part in parts:
            if isinstance(part, nodes.section):
                (place, *_), title = part["ids"], part[0].astext()
                link = nodes.reference("", title, internal=True, refid=place)
                links += nodes.list_item("", nodes.paragraph("", "", link))
        head = nodes.paragraph("", "On this page", classes=["names-head"])
        return [nodes.container("", head, links, classes=["on-this-page"])]

    def _warn(self, message: str) -> None:
        place = self.get_location()
        log.warning("%s: %s", self.construct.name, message, location=place)

    def _pairs(self) -> list[nodes.Node]:
        pairs = self.construct.pairs
        if len(pairs) == 1:
            return self._pair(*pairs)
        return [
            self._section(pair.title or f"Pair {number}", self._pair(pair))
            for number, pair in enumerate(pairs, start=1)
        ]

    def _pair(self, pair: Pair) -> list[nodes.Node]:
        key = f"{self.construct.name}-{self.construct.pairs.index(pair) + 1}"
        node = program_pair(key=key.replace("_", "-"))
        programs = [Program.read(self.construct, pair, side) for side in pair.sides]
        node["programs"] = programs
        node["live"] = live.description(self.construct, pair)
        # A Go program that stands above, in the pair before, is folded.
        node["folded"] = self.seen & {program.path for program in programs}
        self.seen |= {side.path for side in programs if side.lexer == "go"}
        if pair.notes:
            notes = nodes.container(classes=["notes"])
            for number, text in pair.notes:
                row = callout_note("", *self._text(text))
                row["number"] = number
                row["lines"] = f"{node['key']}-{programs[-1].place}-{number}"
                notes += row
            node += notes
        return [
            *self._text(pair.why),
            node,
            nodes.raw("", self._outputs(pair), format="html"),
            nodes.raw("", self._picture(pair), format="html"),
        ]

    def _outputs(self, pair: Pair) -> str:
        if missing := running.missing(pair):
            self._warn(f"{pair.trio} {missing}")
            return ""
        try:
            printed, differences = outputs.of_pair(self.construct, pair)
        except FileNotFoundError as error:
            self._warn(f"there is no recording: {error}")
            return ""
        for difference in differences:
            self._warn(f"an output is stale: {difference}")
        self.printed[self.construct.pairs.index(pair)] = printed
        return output_html.outputs_html(self.construct, pair, printed)

    def _picture(self, pair: Pair) -> str:
        for name, first in tracing.pictures(self.construct).items():
            path = Path(self.env.srcdir) / "pictures" / name
            if first == pair and path.exists():
                self.env.note_dependency(str(path))
                return output_html.picture_html(path)
        return ""

    def _watch(self) -> list[nodes.Node]:
        if not self.construct.watch:
            return []
        items = nodes.bullet_list()
        for text in self.construct.watch:
            items += nodes.list_item("", *self._text(text))
        return [self._section("What to watch for", [items])]

    def _exercise(self) -> list[nodes.Node]:
        for exercise in exercises():
            if exercise.construct.folder == self.construct.folder:
                text = (
                    f"{exercise.task}. [Its page](/exercises/{exercise.name}.md) has "
                    "the task, and a program to mend. [The workshop](/workshop.md) has "
                    "the others."
                )
                title = f"Do it yourself: exercise {exercise.number}"
                return [self._section(title, self._text(text))]
        return []

    def _names(self) -> nodes.section:
        """Both sides' names: what leads here, and where each is documented."""
        domain = self.env.get_domain("go")
        assert isinstance(domain, GoDomain)
        chapter, number = self.construct.place
        go_side = nodes.bullet_list(classes=["names"])
        for rank, name in enumerate(self.construct.go_names):
            anchor = make_id(self.env, self.state.document, "go", name)
            # A hazard is seldom what a search for its names is after.
            order = (chapter == "G", rank, chapter, number)
            domain.entries.append(Entry(name, self.env.docname, anchor, order))
            code: nodes.Element = nodes.literal("", name)
            if url := go_documentation(name):
                code = nodes.reference("", "", code, refuri=url)
            item = nodes.list_item("", nodes.paragraph("", "", code), ids=[anchor])
            self.state.document.note_explicit_target(item)
            go_side += item
        trio_side = nodes.bullet_list(classes=["names"])
        for name in self.construct.trio_names:
            trio_side += nodes.list_item("", nodes.paragraph("", "", name_node(name)))
        columns = nodes.container(classes=["name-columns"])
        for title, side in (("In Go", go_side), ("In Trio", trio_side)):
            head = nodes.paragraph("", title, classes=["names-head"])
            columns += nodes.container("", head, side)
        return self._section("To read on", [*self._related(), columns])

    def _related(self) -> list[nodes.Node]:
        """The links to other constructs."""
        if not self.content:
            return []
        links = nodes.container(classes=["related"])
        links += nodes.paragraph("", "In this guide", classes=["names-head"])
        self.state.nested_parse(self.content, self.content_offset, links)
        return [links]

    def _section(self, title: str, content: Sequence[nodes.Node]) -> nodes.section:
        section = nodes.section("", nodes.title(title, title), *content)
        section["names"].append(nodes.fully_normalize_name(title))
        section["ids"].append(make_id(self.env, self.state.document, "", title))
        return section

    def _text(self, text: str) -> list[nodes.Node]:
        """A text in Markdown; the names in it that are documented are links."""
        container = nodes.container()
        lines = StringList(text.splitlines(), self.get_location())
        self.state.nested_parse(lines, self.content_offset, container)
        for literal in list(container.findall(nodes.literal)):
            name = literal.astext()
            # Bare, `select` may be Go's; `hedge` is ours where it is one of our names.
            ours = f"trio_patterns.{name}" in self.construct.trio_names
            if "." in name or (ours and name not in self.construct.go_names):
                literal.replace_self(name_node(name))
        return container.children


def setup(app: Sphinx) -> ExtensionMetadata:
    for extension in ("name_links", "program_html", "sources"):
        app.setup_extension(extension)
    app.add_directive("construct", ConstructPage)
    return {"env_version": 4, "parallel_read_safe": True, "parallel_write_safe": True}
