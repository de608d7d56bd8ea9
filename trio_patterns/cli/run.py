"""The commands that run the programs of the examples: `run` and `compare`."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.text import Text

from trio_patterns.cli import display
from trio_patterns.cli.display import console
from trio_patterns.guide import parity, running
from trio_patterns.guide.catalogue import Clock, Construct, Pair, load
from trio_patterns.guide.outcomes import output_of, outputs_or_recorded
from trio_patterns.guide.toolchain import (
    GoMissingError,
    Toolchain,
    temporary_toolchain,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from trio_patterns.guide.output import Output

# Go itself says nothing while it builds.
_FIRST_BUILD = "Go's first build on a machine takes half a minute"
_FAST = "A virtual clock where the pair allows it: no waiting."


@click.command()
@click.argument("name")
@click.option("--go", is_flag=True, help="Run the Go original instead.")
@click.option("--fast", is_flag=True, help=_FAST)
def run(name: str, go: bool, fast: bool) -> None:
    """Run a construct's Trio programs, in real time."""
    construct = display.choose(load(), name)
    clock: Clock = "virtual" if fast and construct.clock == "virtual" else "real"
    status = 0
    with _toolchain_if(go) as toolchain:
        for pair, side in construct.programs("go" if go else "python"):
            display.print_head(construct, pair)
            if not go and display.print_if_skipped(construct, pair):
                status = 2
                continue
            if clock == "virtual" or side.judge != "run":
                with console.status(f"running {side.program}"):
                    output = output_of(construct, pair, side, toolchain)
                console.print(display.output(side, output))
                status = output.exit
            else:
                if pair.wrong:
                    console.print(side.title, style=display.style_of(side))
                doing = f"building {side.program}; {_FIRST_BUILD}" if go else "starting"
                with console.status(doing):
                    command = running.command(construct, side, clock, toolchain)
                status = running.play(construct, command, pair, side)
    sys.exit(status)


@click.command()
@click.argument("name", default="")
@click.option("--all", "every", is_flag=True, help="All of them.")
def compare(name: str, every: bool) -> None:
    """Run both sides and compare; the exit status is 1 if they differ.

    On virtual clocks: lines and times must agree to the digit.
    """
    if every == bool(name):
        raise click.UsageError("give the name of a construct, or --all")
    catalogue = load()
    chosen = catalogue.constructs if every else (display.choose(catalogue, name),)
    differing = skipped = 0
    seen: set[str] = set()
    with toolchain_or_golden_files() as toolchain:
        for number, construct in enumerate(chosen, start=1):
            doing = f"comparing {construct.name}"
            if every:
                doing += f", {number} of {len(chosen)}"
            elif toolchain:
                doing += f"; {_FIRST_BUILD}"
            for pair in construct.pairs:
                if display.print_if_skipped(construct, pair):
                    skipped += 1
                    continue
                with console.status(doing):
                    outputs, trouble = outputs_or_recorded(construct, pair, toolchain)
                print_trouble(trouble, seen)
                if not every:
                    print_outputs(pair, outputs)
                differing += differs(construct, pair, outputs)
                if not every:
                    console.print(display.reasons(pair))
    if every:
        pairs = sum(len(construct.pairs) for construct in chosen)
        good = pairs - differing - skipped
        console.print(f"{good} of {pairs} pairs are as they should be")
    sys.exit(1 if differing else 0)


def print_trouble(trouble: str, seen: set[str]) -> None:
    """Say why Go's side is a recording, once for each reason."""
    reason = trouble.partition(": ")[2]
    if reason and reason not in seen:
        seen.add(reason)
        line = f"{trouble}. The Go side is what was recorded, as wherever Go fails so."
        display.print_lines(Text(line, style="yellow"))


def print_outputs(pair: Pair, outputs: Sequence[Output]) -> None:
    """Print what each side of a pair printed."""
    for side, output in zip(pair.sides, outputs, strict=True):
        console.print(display.output(side, output))


def differs(construct: Construct, pair: Pair, outputs: Sequence[Output]) -> bool:
    """Compare the outputs of a pair, and print the verdict."""
    differences = parity.compare(construct, pair, *outputs)
    display.print_lines(display.verdict(construct, pair, differences))
    return bool(differences)


@contextmanager
def toolchain_or_golden_files() -> Generator[Toolchain | None, None, None]:
    """Give Go; without it, say that what Go printed is read from the golden files."""
    try:
        with temporary_toolchain(load().root) as toolchain:
            console.print(f"Go is {toolchain.version}, at {toolchain.go}", style="dim")
            yield toolchain
    except GoMissingError as missing:
        message = f"{missing}. The Go side is what was recorded."
        display.print_lines(Text(message, style="yellow"))
        yield None


@contextmanager
def _toolchain_if(wanted: bool) -> Generator[Toolchain | None, None, None]:
    if wanted:
        with temporary_toolchain(load().root) as toolchain:
            yield toolchain
    else:
        yield None
