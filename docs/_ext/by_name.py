"""The search page asks the names of pages first: `_static/by_name.js` does it.

It needs the names, and the tables by which `trio_patterns.guide` reads code.
They are written to `_static/names.js`, which only that page loads.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trio_patterns.guide import search, search_code, search_select
from trio_patterns.guide.catalogue import load
from trio_patterns.guide.pages import PAGES

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def names() -> dict[str, Any]:
    """Give what the script needs, as plain data."""
    answers: tuple[search.Found, ...] = (*load().constructs, *PAGES)
    return {
        "statements": list(search_code.STATEMENTS.items()),
        "errors": list(search_code.ERRORS.items()),
        "about": list(search_code.ABOUT.items()),
        "variables": list(search_code.VARIABLES.items()),
        "fillers": sorted(search.FILLERS),
        "vague": sorted(search_code.VAGUE),
        "select": {
            "statement": search_select.STATEMENT,
            "waited": search_select.WAITED,
            "case": search_select.CASE,
            "kinds": list(search_select.KINDS.items()),
            "purposes": list(search_select.PURPOSES.items()),
        },
        "pages": [
            {
                "path": page.path,
                "name": page.name,
                "row": page.row,
                "title": page.title,
                "question": page.question,
                "also": page.also,
                "names": page.names,
            }
            for page in answers
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
