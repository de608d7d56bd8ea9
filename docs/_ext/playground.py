"""The directive `playground`: the list of pairs to start from, and room for one.

`live/page/playground.js` brings a pair there, from the page of its construct. Without
that script the list is hidden, and the page says what it needs.
"""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

import live
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from trio_patterns.guide.catalogue import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from trio_patterns.guide.catalogue import Construct

_FORM = """\
<div class="playground" hidden>
<p class="live-bar"><label>Start from <select autocomplete="off">
<option value="">Choose a pair</option>
{options}</select></label> <span class="live-note" role="status"></span></p>
<div class="playground-pair"></div>
</div>
"""


class Playground(SphinxDirective):
    """``{playground}``: everything on the page that needs scripts."""

    def run(self) -> list[nodes.Node]:
        groups = "".join(
            f'<optgroup label="{escape(chapter)}">{"".join(_options(constructs))}'
            "</optgroup>"
            for chapter, constructs in groupby(load().constructs, _chapter)
        )
        return [nodes.raw("", _FORM.format(options=groups), format="html")]


def _chapter(construct: Construct) -> str:
    return construct.chapter


def _options(constructs: Iterator[Construct]) -> Iterator[str]:
    """The pairs of which each program can run in a browser."""
    for construct in constructs:
        for number, pair in enumerate(construct.pairs, start=1):
            if len(pair.sides) > 1 and all(map(live.can_run, pair.sides)):
                title = construct.title
                if len(construct.pairs) > 1 and pair.title:
                    title += f": {pair.title}"
                name = f"{construct.name}-{number}"
                yield f'<option value="{name}">{escape(title)}</option>'


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("playground", Playground)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
