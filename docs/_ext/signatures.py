"""Of a function with overloads, shows the last one, which is for any number of values.

The others tell a type checker of each value's own type, and nothing to a reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx import addnodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def keep_last(
    _app: Sphinx, domain: str, _kind: str, content: addnodes.desc_content
) -> None:
    described = content.parent
    if domain != "py" or described is None:
        return
    signatures = [
        child for child in described if isinstance(child, addnodes.desc_signature)
    ]
    # The place that links lead to is at the first.
    signatures[-1]["ids"] = signatures[0]["ids"]
    for signature in signatures[:-1]:
        described.remove(signature)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("object-description-transform", keep_last)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
