"""Names in code that are links, where they are known to be documented."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.ext.intersphinx import resolve_reference_detect_inventory
from sphinx.util.docutils import SphinxRole

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


def name_node(name: str) -> nodes.Element:
    """A name in code; a link where it is known to be documented."""
    code = nodes.literal("", name)
    if not re.fullmatch(r"[A-Za-z_]\w*(\.\w+)*(\(.*\))?", name):
        return code
    return addnodes.pending_xref(
        "",
        code,
        refdomain="py",
        reftype="obj",
        reftarget=name.partition("(")[0],
        refexplicit=True,
        refwarn=False,
        construct_name=True,
    )


class NameRole(SphinxRole):
    """What single backquotes are in a docstring: a name, a link where it is known."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        node = name_node(self.text)
        # A method may be named without its class, on the class's own page.
        for context in ("py:module", "py:class"):
            node[context] = self.env.ref_context.get(context)
        return [node], []


def resolve_name(
    app: Sphinx,
    env: BuildEnvironment,
    node: addnodes.pending_xref,
    code: nodes.TextElement,
) -> nodes.Element | None:
    """Resolve a name as one writes it, and without complaint if it is no such name."""
    if not node.get("construct_name"):
        return None
    name = node["reftarget"]
    candidates = [name]
    if not name.startswith(("trio.", "trio_patterns.", "trio_util.")):
        candidates += [f"trio.{name}", f"trio_patterns.{name}"]
    python = env.get_domain("py")
    for candidate in candidates:
        node["reftarget"] = candidate
        found = python.resolve_xref(
            env, node["refdoc"], app.builder, "obj", candidate, node, code
        ) or resolve_reference_detect_inventory(env, node, code)
        if found is not None:
            return found
    return code


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("missing-reference", resolve_name, priority=400)
    app.add_role("name", NameRole())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
