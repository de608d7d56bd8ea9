"""How the guide is built."""

project = "trio_patterns"
author = "The trio-patterns authors"
project_copyright = "2026, the trio-patterns authors"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = "trio_patterns"
pygments_style = "friendly"
pygments_dark_style = "github-dark"

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_use_unqualified_type_names = True

# Names that are not ours, and type variables: nothing here to link them to.
_others = r"trio|trio\.\w+|contextlib|collections\.abc|enum|types|typing"
nitpick_ignore_regex = [
    (r"py:.*", rf"({_others})\.\w+(\.\w+)?"),
    (r"py:.*", r"(trio_patterns\.)?(\w+\.)*(\w*T|T\d|T_co|Half)"),
    (r"py:.*", r"\w*Error|ExceptionGroup|Exception|AbstractAsyncContextManager"),
]
