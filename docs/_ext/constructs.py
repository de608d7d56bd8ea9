"""The pages of the constructs and of their chapters, made from the example folders.

For each folder there is a page `constructs/NAME`, for each chapter one below
`chapters`. Their sources are written at the start of a build and hold little more than
the directive `construct`, which makes the page: the question, each step with both
programs side by side, what they print, the picture of the run, what to watch for, and
where to read on.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from html import escape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import outputs
from docutils import nodes
from docutils.statemachine import StringList
from go_names import Entry, go_documentation
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from sphinx import addnodes
from sphinx.ext.intersphinx import resolve_reference_detect_inventory
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.nodes import make_id

from trio_patterns.guide import marks, recordings, running, tracing
from trio_patterns.guide.catalogue import CHAPTERS, Construct, Side, Step, load
from trio_patterns.workshop.exercises import exercises

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

    from trio_patterns.guide.outcome import Outcome

log = logging.getLogger(__name__)

SLUGS = {
    "A": "foundations",
    "B": "sync",
    "C": "channels",
    "D": "select",
    "E": "patterns",
    "F": "toolbox",
    "G": "hazards",
    "H": "services",
}
JUDGES = {
    "build": "go build says",
    "vet": "go vet says",
    "types": "mypy and pyright say",
}


# What a traceback draws around an exception group.
_FRAME = re.compile(r"^ +[|+] ")


# The sources of the pages


def write_sources(app: Sphinx) -> None:
    """Write a source for each construct and chapter; remove those of the past."""
    catalogue = load()
    constructs = catalogue.constructs
    sources = {
        f"constructs/{construct.name}.md": _construct_source(
            construct, catalogue.related(construct)
        )
        for construct in constructs
    }
    for letter, slug in SLUGS.items():
        if own := [c for c in constructs if c.row[0] == letter]:
            sources[f"chapters/{slug}.md"] = _chapter_source(CHAPTERS[letter], own)
    for folder in ("constructs", "chapters"):
        (app.srcdir / folder).mkdir(exist_ok=True)
        for path in (app.srcdir / folder).glob("*.md"):
            if f"{folder}/{path.name}" not in sources:
                path.unlink()
    for name, text in sources.items():
        path = app.srcdir / name
        # An unchanged file keeps its time, so that its page is not built again.
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def _construct_source(construct: Construct, related: Iterable[Construct]) -> str:
    links = "".join(f"- [](/constructs/{each.name}.md)\n" for each in related)
    return f"""\
---
hide-toc: true
---
# {_as_markdown(construct.title)}

```{{construct}} {construct.name}
{links}```
"""


def _chapter_source(title: str, constructs: Iterable[Construct]) -> str:
    entries = "\n".join(f"/constructs/{construct.name}" for construct in constructs)
    cards = "\n".join(
        f""":::{{grid-item-card}} {_as_markdown(construct.title)}
:link: /constructs/{construct.name}
:link-type: doc
:class-card: construct-card
{construct.question}
:::"""
        for construct in constructs
    )
    return f"""\
---
hide-toc: true
---
# {title}

```{{toctree}}
:hidden:

{entries}
```

::::{{grid}} 1 2 2 3
:gutter: 3

{cards}
::::
"""


def _as_markdown(text: str) -> str:
    """A plain text in Markdown."""
    return re.sub(r"([\\`*_\[\]<>#])", r"\\\1", text)


class Chapters(SphinxDirective):
    """``{chapters}``: a table of contents of all chapters, for the side bar."""

    option_spec: ClassVar[dict[str, Any]] = {"caption": str}

    def run(self) -> list[nodes.Node]:
        self.env.note_reread()  # there may be a first construct of another chapter
        letters = dict.fromkeys(construct.row[0] for construct in load().constructs)
        lines = ["```{toctree}", ":hidden:"]
        if "caption" in self.options:
            lines.append(f":caption: {self.options['caption']}")
        lines += ["", *(f"/chapters/{SLUGS[letter]}" for letter in letters), "```"]
        container = nodes.container()
        self.state.nested_parse(StringList(lines), self.content_offset, container)
        return container.children


# A page


class pair(nodes.General, nodes.Element):  # noqa: N801  a node, as docutils names them
    """Two programs beside each other; its children are the notes."""


class marked_note(nodes.General, nodes.Element):  # noqa: N801
    """What the marked lines of a pair do."""


class ConstructPage(SphinxDirective):
    """``{construct} NAME``: all that is below the title of the page of a construct.

    Its content are the links to what to read next.
    """

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        self.construct = load().find(self.arguments[0])
        self.env.note_dependency(__file__)
        for path in self.construct.folder.rglob("*"):
            if path.suffix in (".toml", ".go", ".py", ".txt"):
                self.env.note_dependency(str(path))
        for problem in marks.problems(self.construct):
            self._warn(problem)
        (question,) = self._text(self.construct.question)
        question["classes"].append("question")
        return [
            question,
            *self._text(self.construct.lesson),
            self._run_it(),
            *self._steps(),
            *self._watch(),
            *self._exercise(),
            self._names(),
        ]

    def _run_it(self) -> nodes.container:
        """The commands that run the page, each under a word on what it does."""
        name = self.construct.name
        fast, says = "", "in real time"
        if self.construct.clock == "virtual":
            fast, says = " --fast", "at once, on a virtual clock"
        by_lines = all(s.compare in ("lines", "groups") for s in self.construct.steps)
        how = "line by line" if by_lines else "as they stand on this page"
        # On lines of their own: not every shell knows comments behind a command.
        text = (
            f"# {says}\ntrio-patterns run {name}{fast}\n\n"
            f"# both sides, {how}\ntrio-patterns compare {name}"
        )
        block = nodes.literal_block(text, text, language="shell")
        # "Not installed?" would make a search for `install` find every page.
        start = "Command not found? [Start here](/start.md) tells how to get it."
        return nodes.container("", block, *self._text(start), classes=["run-it"])

    def _warn(self, message: str) -> None:
        place = self.get_location()
        log.warning("%s: %s", self.construct.name, message, location=place)

    def _steps(self) -> list[nodes.Node]:
        steps = self.construct.steps
        if len(steps) == 1:
            return self._step(*steps)
        return [
            self._section(step.title or f"Step {number}", self._step(step))
            for number, step in enumerate(steps, start=1)
        ]

    def _step(self, step: Step) -> list[nodes.Node]:
        key = f"{self.construct.name}-{self.construct.steps.index(step) + 1}"
        node = pair(key=key.replace("_", "-"))
        programs = [Program.read(self.construct, step, side) for side in step.sides]
        node["programs"] = programs
        if step.notes:
            notes = nodes.container(classes=["notes"])
            for number, text in step.notes:
                row = marked_note("", *self._text(text))
                row["number"] = number
                row["lines"] = f"{node['key']}-{programs[-1].place}-{number}"
                notes += row
            node += notes
        return [
            *self._text(step.why),
            node,
            nodes.raw("", self._outputs(step), format="html"),
            nodes.raw("", self._picture(step), format="html"),
        ]

    def _outputs(self, step: Step) -> str:
        if missing := running.missing(step):
            self._warn(f"{step.trio} {missing}")
            return ""
        try:
            outcomes, differences = outputs.of_step(self.construct, step)
        except FileNotFoundError as error:
            self._warn(f"there is no recording: {error}")
            return ""
        for difference in differences:
            self._warn(f"an output is stale: {difference}")
        return outputs_html(self.construct, step, outcomes)

    def _picture(self, step: Step) -> str:
        for name, first in tracing.pictures(self.construct).items():
            path = Path(self.env.srcdir) / "pictures" / name
            if first == step and path.exists():
                self.env.note_dependency(str(path))
                return picture_html(path)
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
                    f"{exercise.task}. `trio-patterns learn start DIR` writes it, as "
                    f"`{exercise.file}`. [The workshop](../workshop.md) says more."
                )
                title = f"Do it yourself: exercise {exercise.number}"
                return [self._section(title, self._text(text))]
        return []

    def _names(self) -> nodes.section:
        """Both sides' names: what leads here, and where each is documented."""
        entries = self.env.get_domain("go").entries
        chapter, number = self.construct.place
        go_side = nodes.bullet_list(classes=["names"])
        for rank, name in enumerate(self.construct.go_names):
            anchor = make_id(self.env, self.state.document, "go", name)
            # A hazard is seldom what a search for its names is after.
            order = (chapter == "G", rank, chapter, number)
            entries.append(Entry(name, self.env.docname, anchor, order))
            code: nodes.Element = nodes.literal("", name)
            if url := go_documentation(name):
                code = nodes.reference("", "", code, refuri=url)
            item = nodes.list_item("", nodes.paragraph("", "", code), ids=[anchor])
            self.state.document.note_explicit_target(item)
            go_side += item
        trio_side = nodes.bullet_list(classes=["names"])
        for name in self.construct.trio_names:
            trio_side += nodes.list_item("", nodes.paragraph("", "", _name(name)))
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
                literal.replace_self(_name(name))
        return container.children


def _name(name: str) -> nodes.Element:
    """A name in code; a link where it is known to be documented."""
    code = nodes.literal("", name)
    if not re.fullmatch(r"[A-Za-z_]\w*(\.\w+)*(\(.*\))?", name):
        return code
    return addnodes.pending_xref(
        "",
        code,
        refdomain="py",
        reftype="obj",
        reftarget=name.partition("(")[0],
        refexplicit=True,
        refwarn=False,
        construct_name=True,
    )


class NameRole(SphinxRole):
    """What single backquotes are in a docstring: a name, a link where it is known."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        node = _name(self.text)
        # A method may be named without its class, on the class's own page.
        for context in ("py:module", "py:class"):
            node[context] = self.env.ref_context.get(context)
        return [node], []


def resolve_name(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, code: nodes.Element
) -> nodes.Element | None:
    """Resolve a name as one writes it, and without complaint if it is no such name."""
    if not node.get("construct_name"):
        return None
    name = node["reftarget"]
    candidates = [name]
    if not name.startswith(("trio.", "trio_patterns.", "trio_util.")):
        candidates += [f"trio.{name}", f"trio_patterns.{name}"]
    python = env.get_domain("py")
    for candidate in candidates:
        node["reftarget"] = candidate
        found = python.resolve_xref(
            env, node["refdoc"], app.builder, "obj", candidate, node, code
        ) or resolve_reference_detect_inventory(env, node, code)
        if found is not None:
            return found
    return code


# The programs


@dataclass(frozen=True)
class Program:
    """A program as the page shows it."""

    title: str
    place: str
    lexer: str
    path: str
    lines: tuple[str, ...]
    numbers: tuple[int | None, ...]
    head: int
    head_says: str

    @classmethod
    def read(cls, construct: Construct, step: Step, side: Side) -> Program:
        wanted = [number for number, _ in step.notes]
        path = construct.folder / side.program
        program = marks.read(path.read_text(encoding="utf-8"))
        numbers = program.numbered(wanted)
        is_go = side.language == "go"
        head = _go_head(program.text) if is_go else _python_head(program.text)
        # It is folded away, unless the notes speak of it.
        if any(numbers[:head]):
            head = 0
        return cls(
            side.title,
            _place(step, side),
            side.language,
            f"{construct.name}/{side.program}",
            program.lines,
            tuple(numbers),
            head,
            _head_says(program.lines[:head]),
        )

    @property
    def width(self) -> int:
        return max(len(line.expandtabs(4)) for line in self.lines)

    def html(self, key: str) -> str:
        """The lines, each in an element of its own."""
        formatter = HtmlFormatter(nowrap=True)
        lexer = get_lexer_by_name(self.lexer, stripnl=False, ensurenl=True)
        coloured = highlight("\n".join(self.lines), lexer, formatter).split("\n")
        seen: set[int] = set()
        lines: list[str] = []
        before: int | None = None
        for source, html, number in zip(
            self.lines, coloured, self.numbers, strict=False
        ):
            indent = source[: len(source) - len(source.lstrip())]
            deep = len(indent.expandtabs(4))
            attributes = f' style="--deep:{deep}"' if deep else ""
            if number:
                attributes += f' data-mark="{number}"'
                if number not in seen:
                    attributes += f' id="{key}-{self.place}-{number}"'
                    seen.add(number)
                if number != before:
                    attributes += " data-first"
            before = number
            space = f'<span class="indent">{indent}</span>' if deep else ""
            rest = _without_indent(html, indent)
            lines.append(f'<span class="line"{attributes}>{space}{rest}\n</span>')
        head, body = lines[: self.head], lines[self.head :]
        folded = (
            f"<details><summary>{self.head_says}</summary>{''.join(head)}</details>"
            if head
            else ""
        )
        return folded + "".join(body)


def _place(step: Step, side: Side) -> str:
    """Where it stands: Go's place is the left one, also where no Go is in it."""
    return "trio" if side.program == step.trio else "go"


def _without_indent(html: str, indent: str) -> str:
    """Take the white space off the start of a highlighted line."""
    if not indent:
        return html
    # It may be in a span of its own, in front of the first one, or first in that.
    html = html.replace(f'<span class="w">{indent}</span>', indent, 1)
    return re.sub(rf"^(<span[^>]*>)?{re.escape(indent)}", r"\1", html)


def _go_head(text: str) -> int:
    """How many lines the doc comment, the package clause and the imports take.

    The blank lines after them belong to it.
    """
    found = re.match(
        r"(//[^\n]*\n)*package \w+\n+(import \(\n.*?\n\)\n+|import [^\n]*\n+)?",
        text,
        re.DOTALL,
    )
    return found[0].count("\n") if found else 0


def _python_head(text: str) -> int:
    """How many lines the docstring, the imports and the blank ones after them take."""
    body = ast.parse(text).body
    end = 0
    for number, statement in enumerate(body):
        if not _is_head(statement, first=number == 0):
            break
        end = statement.end_lineno or end
    lines = text.splitlines()
    while end and end < len(lines) and not lines[end]:
        end += 1
    return end


def _is_head(statement: ast.stmt, *, first: bool) -> bool:
    """Tell an import, also one for type checkers, and a docstring that comes first."""
    match statement:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(ast.Constant(str())):
            return first
        case ast.If(ast.Name("TYPE_CHECKING")):
            return True
        case _:
            return False


def _head_says(head: Sequence[str]) -> str:
    """What is in a head, in words."""
    kinds = {
        "//": "comment",
        "#": "comment",
        '"""': "docstring",
        "package ": "package",
        "import": "imports",
        "from ": "imports",
    }
    words = [
        kind for line in head for start, kind in kinds.items() if line.startswith(start)
    ]
    return ", ".join(dict.fromkeys(words))


def visit_pair(self: HTML5Translator, node: pair) -> None:
    key, programs = node["key"], node["programs"]
    inputs, figures, shares = "", "", ""
    for program in programs:
        place, title = program.place, program.title
        # On a narrow page one of the two is to be seen, the other behind its tab.
        checked = " checked" if program is programs[-1] else ""
        inputs += (
            f'<input type="radio" name="{key}" id="{key}-{place}" value="{place}"'
            f'{checked}><label for="{key}-{place}">{title}</label>'
        )
        figures += (
            f'<figure class="side side-{place}" aria-label="{title}">'
            f"<figcaption>{title}<span>{escape(program.path)}</span></figcaption>"
            f'<div class="highlight"><div class="code" translate="no">'
            f"{program.html(key)}</div></div></figure>"
        )
        shares += f"--{place}-share:{_share(program, programs)}fr;"
    self.body.append(
        f'<div class="pair-box"><div class="pair" style="{shares}">{inputs}{figures}'
    )


def depart_pair(self: HTML5Translator, _: pair) -> None:
    self.body.append("</div></div>")


def _share(program: Program, programs: Sequence[Program]) -> int:
    """The share of the room for a program, of 100; not less than 40."""
    share = round(100 * program.width / sum(each.width for each in programs))
    return min(max(share, 42), 58)


def visit_note(self: HTML5Translator, node: marked_note) -> None:
    number = node["number"]
    self.body.append(
        f'<div class="note" data-mark="{number}"><a class="badge" '
        f'href="#{node["lines"]}" aria-label="Mark {number}">{number}</a><div>'
    )


def depart_note(self: HTML5Translator, _: marked_note) -> None:
    self.body.append("</div></div>")


# What they print, and the picture


def outputs_html(construct: Construct, step: Step, outcomes: Sequence[Outcome]) -> str:
    """One box for what both print, or one for each."""
    clock = "on virtual clocks" if construct.clock == "virtual" else ""
    if step.compare in ("lines", "groups"):
        groups = list(step.groups) if step.compare == "groups" else []
        title = " and ".join(side.title for side in step.sides) + " print"
        boxes = _output(title, "both", outcomes[0], clock, groups=groups)
        return f'<div class="outputs">{boxes}</div>'
    boxes = ""
    for side, outcome in zip(step.sides, outcomes, strict=True):
        version, title = "", f"{side.title} prints"
        if recordings.is_recorded(side):
            _, version = recordings.read(construct, side.program, side.judge)
        if side.judge != "run":
            title = JUDGES[side.judge]
        pattern = side.ends.stderr if side.ends else None
        boxes += _output(title, _place(step, side), outcome, version, pattern=pattern)
    return f'<div class="outputs">{boxes}</div>'


def _output(
    title: str,
    place: str,
    outcome: Outcome,
    remark: str,
    *,
    pattern: str | None = None,
    groups: Sequence[int] = (),
) -> str:
    rows = [_row(line.seconds, escape(line.text)) for line in outcome.lines]
    if any(size > 1 for size in groups):
        rows = _grouped(rows, groups)
        remark = f"{remark}; │ in any order".removeprefix("; ")
    rows += [_error(_FRAME.sub("", said)) for said in outcome.errors(pattern)]
    if outcome.exit != 0:
        rows.append(f'<span class="row error">exit status {outcome.exit}\n</span>')
    if outcome.seconds is not None:
        rows.append(_row(outcome.seconds, '<span class="over">the end</span>'))
    if not rows:
        rows = ['<span class="row over">nothing\n</span>']
    return (
        f'<figure class="output output-{place}"><figcaption>{title}'
        f"<span>{escape(remark)}</span></figcaption>"
        f'<div class="printed" translate="no">{"".join(rows)}</div></figure>'
    )


def _error(said: str) -> str:
    indent = len(said) - len(said.lstrip())
    deep = f' style="--deep:{indent}"' if indent else ""
    return f'<span class="row error"{deep}>{escape(said)}\n</span>'


def _row(seconds: float | None, html: str) -> str:
    time = "" if seconds is None else f'<span class="time">{seconds:g} s</span> '
    return f'<span class="row">{time}{html}\n</span>'


def _grouped(rows: list[str], sizes: Sequence[int]) -> list[str]:
    result: list[str] = []
    rest = iter(rows)
    for size in sizes:
        group = "".join(islice(rest, size))
        result.append(f'<span class="group">{group}</span>' if size > 1 else group)
    return [*result, *rest]


def picture_html(path: Path) -> str:
    """The picture in the page, so that it follows the page's light and dark."""
    svg = path.read_text(encoding="utf-8")
    svg = '<svg role="img" ' + svg.partition("<svg ")[2]
    # There may be several in a page.
    key = path.stem.replace("_", "-")
    svg = re.sub(r' id="', f' id="{key}-', svg)
    svg = re.sub(r"url\(#", f"url(#{key}-", svg)
    svg = re.sub(r'(aria-labelledby|aria-describedby)="', rf'\1="{key}-', svg)
    # By itself it follows the system; the reader may have chosen otherwise here.
    svg = re.sub(
        r"@media ?\(prefers-color-scheme: ?dark\) ?\{\.tl(\{.*?\})\}",
        r"@media (prefers-color-scheme:dark){body:not([data-theme=light]) .tl\1}"
        r"body[data-theme=dark] .tl\1",
        svg,
        flags=re.DOTALL,
    )
    return (
        '<figure class="picture"><figcaption>The run in Trio, drawn from a recording'
        f'</figcaption><div class="scroll" tabindex="0">{svg}</div></figure>'
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("builder-inited", write_sources)
    app.connect("missing-reference", resolve_name, priority=400)
    app.add_role("name", NameRole())
    app.add_directive("construct", ConstructPage)
    app.add_directive("chapters", Chapters)
    app.add_node(pair, html=(visit_pair, depart_pair))
    app.add_node(marked_note, html=(visit_note, depart_note))
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
