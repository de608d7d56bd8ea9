"""What the programs of a pair print: Go's from golden files, Trio's as it is now.

Each Trio program runs on a virtual clock in the one task order of seed 0, as for its
picture. Its output is compared with the Go original's as the parity tests do: an output
that is stale fails the build.
"""

from __future__ import annotations

import atexit
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from trio_patterns.guide import parity
from trio_patterns.guide.forks import Forks
from trio_patterns.guide.outcomes import outputs_of

if TYPE_CHECKING:
    from trio_patterns.guide.catalogue import Construct, Pair
    from trio_patterns.guide.output import Output


# A busy machine may be too slow for what a program does on the real clock.
_TRIES = 3
# For as long as the build lasts, which is as long as this process.
_forks = Forks()
atexit.register(_forks.__exit__, None, None, None)


def of_pair(construct: Construct, pair: Pair) -> tuple[list[Output], list[str]]:
    """Give what each side prints, and how that differs from the metadata."""
    # Take this machine's path to the examples out of the tracebacks.
    above = f"{construct.folder.parents[1]}{os.sep}"
    tries = 1 if construct.clock == "virtual" else _TRIES
    outputs: list[Output] = []
    differences: list[str] = []
    for _ in range(tries):
        outputs = [
            replace(output, stderr=output.stderr.replace(above, ""))
            for output in outputs_of(construct, pair, run=_forks.run)
        ]
        differences = parity.compare(construct, pair, *outputs)
        if not differences:
            break
    return outputs, differences
