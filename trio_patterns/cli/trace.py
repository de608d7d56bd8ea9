"""The command `trace`, which draws what the tasks of a program do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trio_patterns.cli import display
from trio_patterns.cli.display import console
from trio_patterns.guide import tracing
from trio_patterns.guide.catalogue import Construct, Pair, load

if TYPE_CHECKING:
    from collections.abc import Sequence

_NARROWEST = 40  # columns that `Timeline.text` needs


@click.command()
@click.argument("name", default="")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Draw into this file: .svg, .html, or .json for Perfetto.",
)
@click.option("--pair", "number", type=int, default=1, help="Which of its pairs.")
@click.option("--all", "every", is_flag=True, help="All with something to see, as SVG.")
def trace(name: str, output: Path | None, number: int, every: bool) -> None:
    """Draw what the tasks of a construct's Trio program do, and when.

    Without -o in text. On a virtual clock, unless the program waits for threads or the
    like. With --all, -o is a folder, and without a NAME all constructs are drawn;
    pictures there that trace once drew, of programs that are gone, are removed. A file
    that trace did not draw is never removed and never overwritten.
    """
    if not (name or every):
        raise click.UsageError("give the name of a construct, or --all")
    catalogue = load()
    if every:
        if output is None:
            raise click.UsageError("--all needs -o and a folder")
        _draw_all(
            (display.choose(catalogue, name),) if name else catalogue.constructs, output
        )
        return
    construct = display.choose(catalogue, name)
    pair = _pair(construct, number)
    if display.print_if_skipped(construct, pair):
        sys.exit(2)
    if output is None:
        # Piped, it is as wide as a page.
        width = console.width if console.is_terminal else 100
        if width < _NARROWEST:
            raise click.UsageError(
                f"a picture in letters needs {_NARROWEST} columns, and this terminal"
                f" has {width}; -o FILE draws it as SVG or HTML"
            )
        with console.status(f"running {pair.trio}"):
            picture = tracing.text(construct, pair, width)
        click.echo(picture, nl=False)
    else:
        with console.status(f"running {pair.trio}"):
            tracing.save(construct, pair, output)
        click.echo(f"{output}: {tracing.title(construct, pair)}")


def _pair(construct: Construct, number: int) -> Pair:
    count = len(construct.pairs)
    if not 1 <= number <= count:
        pairs = "one pair" if count == 1 else f"the pairs 1 to {count}"
        raise click.UsageError(f"{construct.name} has {pairs}, and no pair {number}")
    pair = construct.pairs[number - 1]
    if not pair.trio:
        raise click.UsageError(
            f"pair {number} of {construct.name} has no Trio program that runs"
        )
    return pair


def _draw_all(constructs: Sequence[Construct], folder: Path) -> None:
    """Draw every program of them into the folder; remove our stale pictures there."""
    from rich.progress import track  # noqa: PLC0415  # expensive, and only for this

    from trio_patterns.guide.forks import Forks  # noqa: PLC0415  # this, too

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"{folder} can't be made: {error.strerror}") from None
    drawn = 0
    with Forks() as forks:
        for construct in track(constructs, "drawing", console=console, transient=True):
            for name, pair in tracing.pictures(construct).items():
                if display.print_if_skipped(construct, pair):
                    continue
                if tracing.save_in_virtual_time(construct, pair, folder / name, forks):
                    drawn += 1
                else:
                    if (folder / name).exists():  # An earlier picture, which is ours.
                        (folder / name).unlink()
                    console.print(
                        f"{name}: none; it needs the real clock, or shows nothing"
                    )
    names = {name for c in load().constructs for name in tracing.pictures(c)}
    for path in folder.glob("*.svg"):
        if path.name not in names and tracing.is_picture(path):
            path.unlink()
            console.print(f"{path.name}: removed, there is no such program")
    console.print(f"{drawn} pictures drawn into {folder}")
