"""How many pairs there are, and how many of them agree: counted, and typed nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trio_patterns.guide.catalogue import Catalogue

_SAME = ("lines", "groups")


def counted(catalogue: Catalogue) -> dict[str, int]:
    """Count the constructs, and the pairs of a Go and a Trio program by their rules."""
    pairs = [
        (construct.clock, pair.compare)
        for construct in catalogue.constructs
        for pair in construct.pairs
        if pair.go and pair.trio
    ]
    return {
        "constructs": len(catalogue.constructs),
        "pairs": len(pairs),
        "same lines": sum(rule in _SAME for _, rule in pairs),
        "same times": sum(
            clock == "virtual" and rule in _SAME for clock, rule in pairs
        ),
        "different": sum(rule == "different" for _, rule in pairs),
        "checked": sum(rule == "check" for _, rule in pairs),
    }
