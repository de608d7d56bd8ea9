"""The directives that show a program of `docs/snippets`, or a part of an example.

The build runs the small program, and fails when it does not print what was recorded.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from code_blocks import framed_code
from docutils import nodes
from docutils.parsers.rst import directives
from program_html import Program, callout_note, program_pair
from programs import FOLDER, excerpt, printed, recorded, shown
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from trio_patterns.guide import callouts
from trio_patterns.guide.catalogue import examples_root

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

log = logging.getLogger(__name__)


class Snippet(SphinxDirective):
    """``{snippet} NAME``: its code, and below it what it prints."""

    required_arguments = 1
    option_spec: ClassVar[OptionSpec | None] = {
        "part": directives.unchanged,
        "no-output": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        program = FOLDER / f"{self.arguments[0]}.py"
        for path in (program, program.with_suffix(".txt")):
            self.env.note_dependency(str(path))
        try:
            code = shown(program, self.options.get("part", ""))
        except (OSError, ValueError) as error:
            raise self.error(str(error)) from error

        path = program.relative_to(self.env.srcdir.parent)
        result: list[nodes.Node] = [framed_code(code, "python", path)]
        output = recorded(program)
        if printed(program) != output:
            log.warning(
                "%s prints something else", program, location=self.get_location()
            )
        if output and "no-output" not in self.options:
            result.append(nodes.literal_block(output, output, language="text"))
        return result


class Shown(SphinxDirective):
    """``{shown} beyond/cluster.py pool``: what a Python file has between its marks."""

    required_arguments = 1
    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        program = Path(self.env.srcdir) / self.arguments[0]
        self.env.note_dependency(str(program))
        try:
            code = shown(program, *self.arguments[1:])
        except (OSError, ValueError) as error:
            raise self.error(str(error)) from error
        path = program.resolve().relative_to(self.env.srcdir.parent)
        return [framed_code(code, "python", path)]


class Excerpt(SphinxDirective):
    """``{excerpt} hedged/main.go``: a part of a program of an example."""

    required_arguments = 1
    option_spec: ClassVar[OptionSpec | None] = {
        "from": directives.unchanged_required,
        "before": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        program = examples_root() / self.arguments[0]
        self.env.note_dependency(str(program))
        try:
            code = excerpt(
                program, self.options["from"], self.options.get("before", "")
            )
        except (OSError, ValueError) as error:
            raise self.error(str(error)) from error
        language = "go" if program.suffix == ".go" else "python"
        return [framed_code(code, language, Path(self.arguments[0]))]


class Both(SphinxDirective):
    """``{both}``: parts of a Go program and of a Trio one, beside each other.

    Each option is a program, the text with which its first line begins, and that of the
    line before which it ends: ``:go: hedged/main.go | func hedged | func main``.
    """

    option_spec: ClassVar[OptionSpec | None] = {
        "go": directives.unchanged_required,
        "trio": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        key = f"{self.env.docname}-{self.env.new_serialno('both')}"
        node = program_pair(key=key.replace("_", "-").replace("/", "-"))
        node["programs"] = [
            self._program("go", "Go"),
            self._program("trio", "Trio", lexer="python"),
        ]
        return [node]

    def _program(self, place: str, title: str, lexer: str = "go") -> Program:
        path, begin, *before = (part.strip() for part in self.options[place].split("|"))
        program = examples_root() / path
        self.env.note_dependency(str(program))
        try:
            lines = excerpt(program, begin, *before).split("\n")
        except (OSError, ValueError) as error:
            raise self.error(str(error)) from error
        numbers = (None,) * len(lines)
        return Program(title, place, lexer, path, tuple(lines), numbers, 0, "")


class Annotated(SphinxDirective):
    """``{annotated}``: a whole Go program and its Trio twin, and notes on their lines.

    Its content is a numbered list, a note for each callout.
    """

    has_content = True
    option_spec: ClassVar[OptionSpec | None] = {
        "go": directives.unchanged_required,
        "trio": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        texts = [item.children for item in self._listed()]
        numbers = range(1, len(texts) + 1)
        node = program_pair(key=f"{self.env.docname}-annotated".replace("_", "-"))
        node["programs"] = [
            self._program("go", "Go", "go", numbers),
            self._program("trio", "Trio", "python", numbers),
        ]
        notes = nodes.container(classes=["notes"])
        for number, children in zip(numbers, texts, strict=True):
            row = callout_note("", *children)
            row["number"] = number
            row["lines"] = f"{node['key']}-go-{number}"
            notes += row
        node += notes
        return [node]

    def _listed(self) -> list[nodes.list_item]:
        parsed = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, parsed)
        return list(parsed.findall(nodes.list_item))

    def _program(self, place: str, title: str, lexer: str, numbers: range) -> Program:
        path = self.options[place]
        file = examples_root() / path
        self.env.note_dependency(str(file))
        program = callouts.read(file.read_text(encoding="utf-8"))
        if strange := program.numbers - set(numbers):
            raise self.error(f"{path}: a callout without a note: {sorted(strange)}")
        lines = tuple(program.numbered(numbers))
        return Program(title, place, lexer, path, program.lines, lines, 0, "")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("code_blocks")
    app.add_directive("annotated", Annotated)
    app.add_directive("snippet", Snippet)
    app.add_directive("shown", Shown)
    app.add_directive("excerpt", Excerpt)
    app.add_directive("both", Both)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
