"""A Markdown copy of each construct's page, and `llms.txt`, which lists all pages.

For those who ask an assistant: a copy has the programs, the notes and the outputs, and
none of the markup that a page needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from web import describe

from trio_patterns.guide import callouts
from trio_patterns.guide.catalogue import CHAPTERS, load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from trio_patterns.guide.catalogue import Construct, Pair, Side
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
        parts += [_program(construct, side) for side in pair.sides]
        parts += [f"- Lines marked [{note.number}]: {note.text}" for note in pair.notes]
        parts += _outputs(pair, printed.get(number, ()))
    if construct.watch:
        parts += ["## What to watch for", *(f"- {text}" for text in construct.watch)]
    names = ", ".join(f"`{name}`" for name in construct.go_names)
    others = ", ".join(f"`{name}`" for name in construct.trio_names)
    parts.append(f"In Go: {names}. In Trio: {others}.")
    return "\n\n".join(parts) + "\n"


def _program(construct: Construct, side: Side) -> str:
    """Give a program, with its callouts as comments at the ends of the lines."""
    source = (construct.folder / side.program).read_text(encoding="utf-8")
    program = callouts.read(source)
    numbers = program.numbered(program.numbers)
    sign = "//" if side.language == "go" else "#"
    lines = [
        f"{line}  {sign} [{number}]" if number and line else line
        for line, number in zip(program.lines, numbers, strict=True)
    ]
    code = "\n".join(lines)
    return f"{side.title} (`{side.program}`):\n\n```{side.language}\n{code}\n```"


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


def _prose(app: Sphinx) -> list[str]:
    """Name the pages that are written by hand, in the order of the side bar."""
    return [name for name in app.env.toctree_includes["index"] if "/" not in name]


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    lines = ["# trio_patterns", "", _WHAT, "", "## The guide", ""]
    for name in _prose(app):
        title = app.env.titles[name].astext()
        begins = describe(name, app.env.get_doctree(name))
        lines.append(f"- [{title}]({name}.html): {begins}")
    for letter, chapter in CHAPTERS.items():
        lines += ["", f"## {chapter.title}", ""]
        for construct in load().constructs:
            name = f"constructs/{construct.name}"
            text = app.env.metadata.get(name, {}).get(KEY)
            if construct.row[0] == letter and text:
                Path(app.outdir, f"{name}.md").write_text(text, encoding="utf-8")
                lines.append(f"- [{construct.title}]({name}.md): {construct.question}")
    index = "\n".join(lines) + "\n"
    Path(app.outdir, "llms.txt").write_text(index, encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
