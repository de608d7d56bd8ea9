"""The HTML of the programs of a pair, beside each other, and of their notes."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from trio_patterns.guide import callouts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

    from trio_patterns.guide.catalogue import Construct, Pair, Side


class program_pair(nodes.General, nodes.Element):  # noqa: N801  # a node, as docutils names them
    """Two programs beside each other; its children are the notes."""


class callout_note(nodes.General, nodes.Element):  # noqa: N801
    """What the lines with a callout do."""


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
    def read(cls, construct: Construct, pair: Pair, side: Side) -> Program:
        wanted = [number for number, _ in pair.notes]
        path = construct.folder / side.program
        program = callouts.read(path.read_text(encoding="utf-8"))
        numbers = program.numbered(wanted)
        is_go = side.language == "go"
        head = _go_head(program.text) if is_go else _python_head(program.text)
        # It is folded away, unless the notes speak of it.
        if any(numbers[:head]):
            head = 0
        return cls(
            side.title,
            place_of(pair, side),
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


def place_of(pair: Pair, side: Side) -> str:
    """Where it stands: Go's place is the left one, also where no Go is in it."""
    return "trio" if side.program == pair.trio else "go"


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


def visit_pair(self: HTML5Translator, node: program_pair) -> None:
    key, programs = node["key"], node["programs"]
    inputs, figures, shares = "", "", ""
    # Only the pairs of a construct's page can be run in it.
    live = f' data-live="{escape(node["live"])}"' if "live" in node else ""
    for program in programs:
        place, title = program.place, program.title
        # On a narrow page one of the two is to be seen, the other behind its tab.
        checked = " checked" if program is programs[-1] else ""
        inputs += (
            f'<input type="radio" name="{key}" id="{key}-{place}" value="{place}"'
            f'{checked}><label for="{key}-{place}">{title}</label>'
        )
        code = f'<div class="code" translate="no">{program.html(key)}</div>'
        if program.path in node.get("folded", ()):
            code = f"<details><summary>the same as above</summary>{code}</details>"
        figures += (
            f'<figure class="side side-{place}" aria-label="{title}">'
            f"<figcaption>{title}<span>{escape(program.path)}</span></figcaption>"
            f'<div class="highlight">{code}</div></figure>'
        )
        shares += f"--{place}-share:{_share(program, programs)}fr;"
    self.body.append(
        f'<div class="pair-box"{live}>'
        f'<div class="pair" style="{shares}">{inputs}{figures}'
    )


def depart_pair(self: HTML5Translator, _: program_pair) -> None:
    self.body.append("</div></div>")


def _share(program: Program, programs: Sequence[Program]) -> int:
    """The share of the room for a program, of 100; not less than 40."""
    share = round(100 * program.width / sum(each.width for each in programs))
    return min(max(share, 42), 58)


def visit_note(self: HTML5Translator, node: callout_note) -> None:
    number = node["number"]
    self.body.append(
        f'<div class="note" data-mark="{number}"><a class="badge" '
        f'href="#{node["lines"]}" aria-label="Mark {number}">{number}</a><div>'
    )


def depart_note(self: HTML5Translator, _: callout_note) -> None:
    self.body.append("</div></div>")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(program_pair, html=(visit_pair, depart_pair))
    app.add_node(callout_note, html=(visit_note, depart_note))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
