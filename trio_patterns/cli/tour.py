"""`trio-patterns tour`: a first look at the guide, or all of it, on the terminal."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from trio_patterns.cli import as_called, display
from trio_patterns.cli.display import console
from trio_patterns.cli.run import (
    differs,
    print_outputs,
    print_trouble,
    toolchain_or_golden_files,
)
from trio_patterns.guide import running
from trio_patterns.guide.catalogue import CHAPTERS, Catalogue, Construct, Pair, load
from trio_patterns.guide.outcomes import output_of, outputs_or_recorded
from trio_patterns.guide.toolchain import GoBuildError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trio_patterns.guide.toolchain import Toolchain


@click.command()
@click.option("--all", "every", is_flag=True, help="All constructs, with all pairs.")
@click.option(
    "--fast", is_flag=True, help="Virtual clocks where the pair allows it: no waiting."
)
def tour(every: bool, fast: bool) -> None:
    """Walk through the guide: a pair of each chapter, shown, run and compared.

    In a terminal it waits for Enter after each of them; q ends it.
    """
    catalogue = load()
    stops = list(_all(catalogue) if every else _highlights(catalogue))
    differing = 0
    seen: set[str] = set()
    with toolchain_or_golden_files() as toolchain:
        for number, (construct, pairs) in enumerate(stops, start=1):
            console.print()
            progress = f"{number}/{len(stops)}"
            console.print(display.introduction(construct, progress))
            for pair in pairs:
                differing += _visit(construct, pair, toolchain, seen, fast=fast)
            if not every and number < len(stops) and not _goes_on():
                break
        else:
            _say_what_is_next(catalogue, every=every)
    sys.exit(1 if differing else 0)


def _highlights(catalogue: Catalogue) -> Iterator[tuple[Construct, tuple[Pair, ...]]]:
    for chapter in CHAPTERS.values():
        construct = catalogue.find(chapter.highlight)
        yield construct, construct.pairs[:1]


def _all(catalogue: Catalogue) -> Iterator[tuple[Construct, tuple[Pair, ...]]]:
    for construct in catalogue.constructs:
        yield construct, construct.pairs


def _goes_on() -> bool:
    """Wait for Enter, if there is a terminal; tell whether the tour goes on."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return True
    with suppress(EOFError):
        return console.input("\n[dim]Enter goes on, q ends: [/]").strip() != "q"
    return False


def _say_what_is_next(catalogue: Catalogue, *, every: bool) -> None:
    count = len(catalogue.constructs)
    me = as_called.program()
    console.print()
    if every:
        console.print(f"That was all of it: {count} constructs.")
    else:
        console.print(f"That was one of each chapter; there are {count} constructs.")
    console.print(
        f"{me} list errgroup  finds them by a name of Go or of Trio", markup=False
    )
    console.print(f"{me} show hedged    shows one, and compare runs both sides")
    console.print(f"{me} learn          is a workshop, with a coach")


def _visit(
    construct: Construct,
    pair: Pair,
    toolchain: Toolchain | None,
    seen: set[str],
    *,
    fast: bool,
) -> bool:
    """Show, run and compare a pair; tell whether it differs from what it should be."""
    display.print_head(construct, pair)
    display.print_lines(display.programs(construct, pair))
    if display.print_if_skipped(construct, pair):
        return False
    if not fast:
        _play_all(construct, pair, toolchain)
    with console.status("comparing both sides"):
        outputs, trouble = outputs_or_recorded(construct, pair, toolchain)
    print_trouble(trouble, seen)
    if fast:
        print_outputs(pair, outputs)
    is_different = differs(construct, pair, outputs)
    console.print(display.reasons(pair))
    return is_different


def _play_all(construct: Construct, pair: Pair, toolchain: Toolchain | None) -> None:
    """Play each side in real time; show what was recorded of what can't be played."""
    for side in pair.sides:
        command: list[str] | None = None
        if side.judge == "run" and (side.language == "python" or toolchain):
            with suppress(GoBuildError), console.status(f"building {side.program}"):
                command = running.command(construct, side, "real", toolchain)
        if command is not None:
            console.print(side.title, style=display.style_of(side))
            running.play(construct, command, pair, side)
            continue
        judge = None if side.judge == "run" else toolchain
        try:
            output = output_of(construct, pair, side, judge)
        except GoBuildError:
            output = output_of(construct, pair, side)
        console.print(display.output(side, output))
