"""Decide how the output of a program is had: run, refused, or read.

- A Trio program is run.
- A Go program is built and run; without Go, its golden file is read.
- A program that `go build` or `go vet` must refuse is given to it; without Go, its
  golden file is read.
- What the type checkers say of a program is always read: they take seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trio_patterns.guide import golden, running
from trio_patterns.guide.toolchain import GoBuildError

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio_patterns.guide.catalogue import Construct, Pair, Side
    from trio_patterns.guide.output import Output
    from trio_patterns.guide.toolchain import Toolchain

    Runner = Callable[[Construct, Pair, Side, Toolchain | None], Output]


def run_side(
    construct: Construct, pair: Pair, side: Side, toolchain: Toolchain | None
) -> Output:
    """Run a side in a process of its own."""
    command = running.command(construct, side, construct.clock, toolchain)
    return running.run(construct, command, construct.clock, pair, side)


def output_of(
    construct: Construct,
    pair: Pair,
    side: Side,
    toolchain: Toolchain | None = None,
    *,
    run: Runner = run_side,
) -> Output:
    """Give what a side of a pair prints, or what is said of it if it is refused.

    Args:
        construct: The construct.
        pair: One of its pairs.
        side: One side of the pair.
        toolchain: Go; without it the golden file of a Go program is read.
        run: Runs what is to be run.

    Raises:
        FileNotFoundError: There is no golden file.
        GoBuildError: Go can't build the program.
    """
    if side.judge == "types" or (side.language == "go" and toolchain is None):
        output, _ = golden.read(construct, side.program, side.judge)
        return output
    if side.judge != "run":
        assert toolchain is not None
        return toolchain.vet_or_build(construct.name, side.program, side.judge)
    return run(construct, pair, side, toolchain)


def outputs_of(
    construct: Construct,
    pair: Pair,
    toolchain: Toolchain | None = None,
    *,
    run: Runner = run_side,
) -> list[Output]:
    """Give the output of each side of a pair, in their order; see `output_of`."""
    return [output_of(construct, pair, side, toolchain, run=run) for side in pair.sides]


def outputs_or_recorded(
    construct: Construct, pair: Pair, toolchain: Toolchain | None
) -> tuple[list[Output], str]:
    """Give the output of each side; if Go can't build its side, what was recorded.

    Returns:
        The outputs, and a line that says why Go could not; "" if it could.
    """
    try:
        return outputs_of(construct, pair, toolchain), ""
    except GoBuildError as error:
        return outputs_of(construct, pair), error.line
