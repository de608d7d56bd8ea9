"""The program `trio-patterns` as a whole, and the commands `list` and `show`.

These two are to start fast. So the modules of the other commands, and what they need,
are imported when such a command is used.
"""

from __future__ import annotations

import difflib
import importlib
import io
import sys
from typing import TYPE_CHECKING, NoReturn

import click

from trio_patterns import __version__
from trio_patterns.cli import display
from trio_patterns.cli.display import console
from trio_patterns.guide.catalogue import load
from trio_patterns.guide.errors import GuideError
from trio_patterns.guide.search import nearest, search

if TYPE_CHECKING:
    from collections.abc import Sequence

# The module of each command that is not in this one.
_ELSEWHERE = {
    "compare": "run",
    "docs": "serve_docs",
    "learn": "learn",
    "record-go": "record_go",
    "run": "run",
    "tour": "tour",
    "trace": "trace",
}


class Commands(click.Group):
    """The commands, each imported on use; a mistyped name is told the nearest one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of all commands."""
        return sorted([*super().list_commands(ctx), *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command, and import its module."""
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"trio_patterns.cli.{_ELSEWHERE[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or fail with the name that is near."""
        names = self.list_commands(ctx)
        if args[0] not in names:
            near = difflib.get_close_matches(args[0], names, n=1)
            hint = f"did you mean {near[0]}?" if near else "--help lists them"
            ctx.fail(f"there is no command {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="trio-patterns %(version)s")
def app() -> None:
    """Go's concurrency constructs beside their structured twins on Trio.

    \b
    Start with a walk through the chapters:
        trio-patterns tour

    \b
    Or look for what you know from Go, or from Trio:
        trio-patterns list errgroup
        trio-patterns show errgroup
        trio-patterns run errgroup
        trio-patterns compare errgroup
        trio-patterns trace errgroup

    NAME is a construct's name or its row, hedged or E9, or a name that one construct
    alone has: sync.Once. A construct may have more than one pair of programs; they are
    shown and run in the order of their story.
    """  # noqa: D301  # click wants the character itself


@app.command("list")
@click.argument("words", metavar="[TEXT]", nargs=-1)
def list_(words: tuple[str, ...]) -> None:
    """List the constructs by chapter, or what answers to TEXT, the best first.

    TEXT is a Go name (sync.Once, chan<-, select), a Trio name (open_nursery), a few
    plain words, or code, whatever its variables are called: "v, ok := <-ch", wg.Go. A
    line without a row is a page of the guide.
    """
    catalogue = load()
    text = " ".join(words)
    if not text.strip():
        console.print(display.by_chapter(catalogue))
        return
    found = search(catalogue, text)
    if not found:
        found = nearest(catalogue, text)
        if not found:
            catalogue.find(text)  # The error names the nearest ones.
        sys.stderr.write(
            "no page has all of these words; these have the most of them\n"
        )
    console.print(display.best_first(catalogue, found))


@app.command()
@click.argument("name")
def show(name: str) -> None:
    """Show a construct's programs, Go and Trio side by side.

    A program that several pairs share is shown once.
    """
    catalogue = load()
    construct = display.choose(catalogue, name)
    console.print(display.introduction(construct))
    shown: set[str] = set()
    for pair in construct.pairs:
        display.print_head(construct, pair)
        display.print_lines(display.programs(construct, pair, shown))
        shown.update(side.program for side in pair.sides)
        console.print(display.reasons(pair))
    console.print(display.watch(construct))
    if related := catalogue.related(construct):
        console.print(display.related(related))


def run_app(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line as a whole: an error is one line, with its exit status."""
    _replace_what_cannot_be_encoded()
    try:
        status = app(arguments, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as help_:
        click.echo(help_.format_message())
        status = 2
    except click.ClickException as error:
        sys.stderr.write(f"trio-patterns: {error.format_message()}\n")
        # 1 is what a command says of the programs: that they differ, or do not pass.
        status = 2
    except OSError as error:
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        sys.stderr.write(f"trio-patterns: {what}\n")
        status = 2
    except GuideError as error:
        sys.stderr.write(f"trio-patterns: {error}\n")
        status = 2
    except (KeyboardInterrupt, click.Abort):
        status = 130
    sys.exit(status)


def _replace_what_cannot_be_encoded() -> None:
    """Let a stream of a narrow encoding, such as cp1252, print `?` for the others."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
