"""The sources of the pages that are made from the example folders.

For each folder there is a page `constructs/NAME`, for each chapter one in `chapters`,
for each exercise one in `exercises`. Their sources are written when a build begins.
They hold little more than the directive that makes the page; see `construct_page` and
`exercise_page`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

import exercise_page
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from trio_patterns.guide.catalogue import CHAPTERS, Construct, load
from trio_patterns.workshop.exercises import exercises

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec


def write_sources(app: Sphinx) -> None:
    """Write a source for each of these pages; remove those of the past."""
    catalogue = load()
    constructs = catalogue.constructs
    sources = {
        f"constructs/{construct.name}.md": _construct_source(
            construct, catalogue.related(construct)
        )
        for construct in constructs
    }
    for letter, chapter in CHAPTERS.items():
        if own := [c for c in constructs if c.row[0] == letter]:
            own_page = app.srcdir / f"{chapter.slug}.md"
            text = own_page.read_text(encoding="utf-8") if own_page.exists() else ""
            source = _chapter_source(chapter.title, own, text)
            sources[f"chapters/{chapter.slug}.md"] = source
    for exercise in exercises():
        name = f"{exercise_page.FOLDER}/{exercise.name}.md"
        sources[name] = exercise_page.source(exercise)
    for folder in ("constructs", "chapters", exercise_page.FOLDER):
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


def _chapter_source(
    title: str, constructs: Sequence[Construct], own_text: str = ""
) -> str:
    """Write a chapter: a card for each construct, or the text of its own."""
    entries = "\n".join(f"/constructs/{construct.name}" for construct in constructs)
    toctree = f"```{{toctree}}\n:hidden:\n\n{entries}\n```\n"
    if own_text:
        return f"{own_text}\n{toctree}"
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

{toctree}
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

    option_spec: ClassVar[OptionSpec | None] = {"caption": str}

    def run(self) -> list[nodes.Node]:
        self.env.note_reread()  # there may be a first construct of another chapter
        letters = dict.fromkeys(construct.row[0] for construct in load().constructs)
        lines = ["```{toctree}", ":hidden:"]
        if "caption" in self.options:
            lines.append(f":caption: {self.options['caption']}")
        lines += [
            "",
            *(f"/chapters/{CHAPTERS[letter].slug}" for letter in letters),
            "```",
        ]
        container = nodes.container()
        self.state.nested_parse(StringList(lines), self.content_offset, container)
        return container.children


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("exercise_page")
    app.connect("builder-inited", write_sources)
    app.add_directive("chapters", Chapters)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
