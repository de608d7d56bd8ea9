"""Go's names: where each is explained here, and where in Go's own documentation.

The `go` domain holds the names that lead to a construct, so that a search for
`sync.Once` or `errgroup` finds its page, and ``{go:name}`sync.Once` `` links to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

_PACKAGES = {
    "atomic": "sync/atomic",
    "errgroup": "golang.org/x/sync/errgroup",
    "semaphore": "golang.org/x/sync/semaphore",
    "singleflight": "golang.org/x/sync/singleflight",
    **{
        package: package
        for package in ("context", "errors", "io", "runtime", "sync", "testing", "time")
    },
}
_SPEC = "https://go.dev/ref/spec#"
_LANGUAGE = {
    "<-ch": "Receive_operator",
    "<-chan": "Channel_types",
    "append": "Appending_and_copying_slices",
    "cap": "Length_and_capacity",
    "case": "Select_statements",
    "ch <-": "Send_statements",
    "chan": "Channel_types",
    "chan receive": "Receive_operator",
    "chan send": "Send_statements",
    "chan struct{}": "Channel_types",
    "chan<-": "Channel_types",
    "close": "Close",
    "comma-ok": "Receive_operator",
    "default": "Select_statements",
    "defer": "Defer_statements",
    "go": "Go_statements",
    "go f()": "Go_statements",
    "goroutine": "Go_statements",
    "len": "Length_and_capacity",
    "make(chan)": "Making_slices_maps_and_channels",
    "nil channel": "Channel_types",
    "panic": "Handling_panics",
    "range": "For_range",
    "recover": "Handling_panics",
    "select": "Select_statements",
    "v, ok := <-ch": "Receive_operator",
}


def go_documentation(name: str) -> str | None:
    """The address of a Go name in Go's own documentation, if it has one there."""
    if name in _LANGUAGE:
        return _SPEC + _LANGUAGE[name]
    if name == "sync/atomic":
        return "https://pkg.go.dev/sync/atomic"
    package, _, rest = name.partition(".")
    if package in _PACKAGES and re.fullmatch(r"[A-Z]\w*(\.\w+)?", rest):
        return f"https://pkg.go.dev/{_PACKAGES[package]}#{rest}"
    return None


class Entry(NamedTuple):
    """A name on the page of a construct; the lower `order`, the more it is about it."""

    name: str
    docname: str
    anchor: str
    order: tuple[bool, int, str, int]


class GoDomain(Domain):
    """Go's names, each on the pages of the constructs that answer it."""

    name = "go"
    label = "Go"
    object_types = {"name": ObjType("name", "name")}  # noqa: RUF012  as in Sphinx
    roles = {"name": XRefRole()}  # noqa: RUF012
    initial_data: ClassVar[dict[str, Any]] = {"entries": []}
    data_version = 2

    @property
    def entries(self) -> list[Entry]:
        entries: list[Entry] = self.data["entries"]
        return entries

    def clear_doc(self, docname: str) -> None:
        self.data["entries"] = [e for e in self.entries if e.docname != docname]

    def merge_domaindata(
        self, docnames: AbstractSet[str], otherdata: dict[str, Any]
    ) -> None:
        self.entries.extend(e for e in otherdata["entries"] if e.docname in docnames)

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        for entry in self.entries:
            # What a search finds stands in this order: 0, then 1, then 2.
            priority = 0 if entry == self._best(entry.name) else 2
            yield entry.name, entry.name, "name", entry.docname, entry.anchor, priority

    def _best(self, name: str) -> Entry | None:
        """The entry of a name on the page that is most about it."""
        found = (entry for entry in self.entries if entry.name == name)
        return min(found, key=lambda entry: entry.order, default=None)

    def resolve_xref(  # noqa: PLR0917  as Sphinx has it
        self,
        env: BuildEnvironment,  # noqa: ARG002
        fromdocname: str,
        builder: Builder,
        typ: str,  # noqa: ARG002
        target: str,
        node: pending_xref,  # noqa: ARG002
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        best = self._best(target)
        if best is None:
            return None
        return make_refnode(
            builder, fromdocname, best.docname, best.anchor, contnode, target
        )

    def resolve_any_xref(  # noqa: PLR0917  as Sphinx has it
        self,
        env: BuildEnvironment,  # noqa: ARG002
        fromdocname: str,  # noqa: ARG002
        builder: Builder,  # noqa: ARG002
        target: str,  # noqa: ARG002
        node: pending_xref,  # noqa: ARG002
        contnode: nodes.Element,  # noqa: ARG002
    ) -> list[tuple[str, nodes.reference]]:
        return []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_domain(GoDomain)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
