"""A Markdown copy of each page, and `llms.txt`, which lists all of them.

For those who ask an assistant: a copy has the programs, the notes and the outputs, and
none of the markup that a page needs.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown_text import MarkdownText, link_from, program_text
from program_html import Program
from web import describe

from trio_patterns.guide.catalogue import CHAPTERS, load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from trio_patterns.guide.catalogue import Construct, Pair
    from trio_patterns.guide.output import Output

KEY = "markdown copy"
_WHAT = (
    "> Go's concurrency constructs and patterns, each beside its structured twin on "
    "Trio (Python): programs in both languages, helpers to import, and testing tools."
)


def of_construct(construct: Construct, printed: Mapping[int, Sequence[Output]]) -> str:
    """Write the page of a construct; `printed` has the outputs of each of its pairs."""
    parts = [f"# {construct.title}", f"*{construct.question}*", construct.lesson]
    for number, pair in enumerate(construct.pairs):
        if pair.title:
            parts.append(f"## {pair.title}")
        if pair.why:
            parts.append(pair.why)
        programs = [Program.read(construct, pair, side) for side in pair.sides]
        parts += [program_text(program) for program in programs]
        parts += [f"- Lines marked [{note.number}]: {note.text}" for note in pair.notes]
        parts += _outputs(pair, printed.get(number, ()))
    if construct.watch:
        parts += ["## What to watch for", *(f"- {text}" for text in construct.watch)]
    names = ", ".join(f"`{name}`" for name in construct.go_names)
    others = ", ".join(f"`{name}`" for name in construct.trio_names)
    parts.append(f"In Go: {names}. In Trio: {others}.")
    related = load().related(construct)
    if links := ", ".join(f"[{each.title}]({each.name}.md)" for each in related):
        parts.append(f"Read on: {links}.")
    return "\n\n".join(parts) + "\n"


def _outputs(pair: Pair, outputs: Sequence[Output]) -> list[str]:
    """Give what the programs print: once, if it is the same."""
    if pair.compare in ("lines", "groups"):
        outputs = outputs[:1]
    parts: list[str] = []
    for side, output in zip(pair.sides, outputs, strict=False):
        lines = [
            line.text if line.seconds is None else f"{line.seconds:g} s  {line.text}"
            for line in output.lines
        ]
        lines += output.stderr.strip().splitlines()
        if lines:
            who = "Both print" if len(outputs) == 1 < len(pair.sides) else side.title
            parts.append(f"{who}:\n\n```text\n" + "\n".join(lines) + "\n```")
    return parts


def _write_copy(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Write the copy beside the page, which links to it."""
    del templatename
    if doctree is None:
        return
    text = app.env.metadata[pagename].get(KEY) or _text_of(app, pagename, doctree)
    path = Path(app.outdir, f"{pagename}.md")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    context["metatags"] = (
        f'{context.get("metatags", "")}<link rel="alternate" type="text/markdown" '
        f'href="{path.name}">'
    )


def _text_of(app: Sphinx, pagename: str, doctree: nodes.document) -> str:
    # The writer of the HTML has put in already where each picture is.
    link = partial(link_from, pagename, copies=app.env.found_docs)
    return MarkdownText(link).page(doctree)


def _hand_written(app: Sphinx) -> list[str]:
    """Name the pages that are written by hand, in the order of the side bar."""
    return [name for name in app.env.toctree_includes["index"] if "/" not in name]


def _write_index(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    lines = ["# trio_patterns", "", _WHAT, "", "## The guide", ""]
    lines += [_entry(app, name) for name in ("index", *_hand_written(app))]
    for letter, chapter in CHAPTERS.items():
        lines += ["", f"## {chapter.title}", ""]
        for construct in load().constructs:
            if construct.row[0] == letter:
                file = f"constructs/{construct.name}.md"
                lines.append(f"- [{construct.title}]({file}): {construct.question}")
    lines += ["", "## Exercises", ""]
    lines += [_entry(app, name) for name in app.env.toctree_includes["workshop"]]
    lines += ["", "## Reference", ""]
    lines += [_entry(app, name) for name in app.env.toctree_includes["reference"]]
    index = "\n".join(lines) + "\n"
    Path(app.outdir, "llms.txt").write_text(index, encoding="utf-8")


def _entry(app: Sphinx, name: str) -> str:
    title = app.env.titles[name].astext()
    return f"- [{title}]({name}.md): {describe(name, app.env.get_doctree(name))}"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", _write_copy)
    app.connect("build-finished", _write_index)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
