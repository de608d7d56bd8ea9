"""How the guide is built."""

import os
import sys
import tomllib
from pathlib import Path

here = Path(__file__).parent
sys.path[:0] = [str(here / "_ext"), str(here / "live")]

import inventories  # noqa: E402  in the folder above

from trio_patterns import __version__  # noqa: E402  with the other imports

project = "trio_patterns"
author = "The trio-patterns authors"
project_copyright = "2026, the trio-patterns authors"
release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.intersphinx",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_design",
    "accessible",
    "construct_page",
    "by_name",
    "go_names",
    "signatures",
    "tables",
    "prose",
    "markdown_copy",
    "live",
    "playground",
    "web",
    "cards",
    "phrasebook_pdf",
]
# The chapter of the hazards is made of `hazards.md`.
exclude_patterns = [
    "_build",
    "counted",
    "hazards.md",
    "live",
    "performance",
    "snippets",
]

myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3
nitpicky = True
copybutton_selector = "div.highlight pre, div.highlight .code"
copybutton_exclude = ".linenos, .gp, summary"

# The links go to the sites, the names come from files here: no network is needed.
intersphinx_mapping = inventories.mapping(here / "_build" / "inventories")

# Where the site stands, if its host says so: for the canonical links.
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
html_theme = "furo"
html_title = "trio_patterns"
html_static_path = ["_static"]
templates_path = ["_templates"]
html_additional_pages = {"404": "404.html"}
html_favicon = "_static/favicon.svg"
html_css_files = ["guide.css", "phrasebook.css", "reference.css"]
html_js_files = [("guide.js", {"defer": "defer"})]
html_search_scorer = str(here / "_ext" / "search_scorer.js")
html_show_sourcelink = False
html_show_sphinx = False
html_domain_indices = False
pygments_style = "github-light-high-contrast"
pygments_dark_style = "github-dark"

_project = tomllib.loads((here.parent / "pyproject.toml").read_text(encoding="utf-8"))
_address = _project["project"].get("urls", {}).get("Source")
html_context = {"repository": _address, "html_baseurl": html_baseurl}

_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
html_theme_options = {
    # A link to each page's source, once the project says where that is.
    **(
        {
            "source_repository": _address,
            "source_branch": "main",
            "source_directory": "docs/",
        }
        if _address
        else {}
    ),
    "light_css_variables": {
        "font-stack": _FONT,
        "font-stack--monospace": _MONO,
        "color-brand-primary": "#5140b8",
        "color-brand-content": "#5140b8",
        "color-brand-visited": "#5140b8",
    },
    "dark_css_variables": {
        "color-brand-primary": "#b3a6ff",
        "color-brand-content": "#b3a6ff",
        "color-brand-visited": "#b3a6ff",
    },
}

default_role = "name"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_use_unqualified_type_names = True

# Type variables: there is nothing to link them to.
nitpick_ignore_regex = [
    (r"py:.*", r"(trio_patterns\.)?(\w+\.)*(\w*T|T\d|T_co|Half)"),
    # As they stand in annotations.
    (r"py:class", r"Task|Source|os\.PathLike"),
    (r"py:obj", r"typing\.Literal\[.*"),
]
