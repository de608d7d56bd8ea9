"""The search page asks the constructs' names first: `_static/by_name.js` does it.

It needs the names, and the tables by which `trio_patterns.guide.search` reads code.
They are written to `_static/names.js`, which only that page loads.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trio_patterns.guide import search
from trio_patterns.guide.catalogue import load

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def names() -> dict[str, Any]:
    """Give what the script needs, as plain data."""
    return {
        "statements": list(search.STATEMENTS.items()),
        "errors": search.ERRORS,
        "variables": list(search.VARIABLES.items()),
        "fillers": sorted(search.FILLERS),
        "constructs": [
            {
                "name": construct.name,
                "row": construct.row,
                "title": construct.title,
                "question": construct.question,
                "also": construct.also,
                "names": [*construct.go_names, *construct.trio_names],
            }
            for construct in load().constructs
        ],
    }


def _load_scripts(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    del templatename, context, doctree
    if pagename == "search":
        app.add_js_file("names.js", defer="defer")
        app.add_js_file("by_name.js", defer="defer")


def _write_names(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        file = Path(app.outdir, "_static", "names.js")
        text = json.dumps(names(), ensure_ascii=False, separators=(",", ":"))
        file.write_text(f"const NAMES = {text};\n", encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", _load_scripts)
    app.connect("build-finished", _write_names)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
