"""Show things on the terminal: programs side by side, outputs, verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from trio_patterns.guide import callouts, running, search
from trio_patterns.guide.catalogue import JUDGES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from trio_patterns.guide.catalogue import Catalogue, Construct, Pair, Side
    from trio_patterns.guide.output import Output

# What a panel puts around its content: a border and a space on each side.
_FRAME = 4
GO, TRIO = "cyan", "magenta"

console: Console = Console(highlight=False)


def by_chapter(catalogue: Catalogue) -> RenderableType:
    """List all constructs by chapter, a line each."""
    lines: list[Text] = []
    for chapter in dict.fromkeys(each.chapter for each in catalogue.constructs):
        lines.append(Text(f"\n{chapter}" if lines else chapter, style="bold"))
        of_chapter = [each for each in catalogue.constructs if each.chapter == chapter]
        lines += _lines(catalogue, of_chapter)
    return Group(*lines)


def best_first(catalogue: Catalogue, found: Sequence[search.Found]) -> RenderableType:
    """List what a search found in its order; a page in prose has no row."""
    return Group(*_lines(catalogue, found))


def _lines(catalogue: Catalogue, constructs: Sequence[search.Found]) -> list[Text]:
    width = max(len(construct.name) for construct in catalogue.constructs)
    return [
        Text.assemble(
            f"  {construct.row:<4}",
            (f"{construct.name:<{width}}", TRIO),
            f"  {construct.title}",
            overflow="ellipsis",
            no_wrap=True,
        )
        for construct in constructs
    ]


def choose(catalogue: Catalogue, text: str) -> Construct:
    """Give the construct that a text means; say which, unless it is the text itself."""
    construct = search.choose(catalogue, text)
    if text.strip().lower() not in (construct.name, construct.row.lower()):
        console.print(f"{text} is {construct.name}", style="dim", markup=False)
    return construct


def introduction(construct: Construct, progress: str = "") -> RenderableType:
    """Introduce a construct: its row and title, its question, its lesson."""
    title = Text.assemble((construct.title, "bold"), f"  {construct.row} {progress}")
    return Group(
        Rule(title, align="left", style="dim"),
        Text(construct.question, style="italic"),
        Text(construct.lesson.replace("`", "")),
    )


def reasons(pair: Pair) -> RenderableType:
    """Say why a pair differs, if it does by design, and what its notes say."""
    texts = [f"Why they differ: {pair.why}"] if pair.why else []
    texts += [f"({note.number}) {note.text}" for note in pair.notes]
    return Group(*(Padding(Text(_plain(text)), (0, 0, 0, 2)) for text in texts))


def watch(construct: Construct) -> RenderableType:
    """Say what to watch for: the mistakes that are near."""
    texts = [Padding(Text(f"- {_plain(t)}"), (0, 0, 0, 2)) for t in construct.watch]
    return Group(Text("\nWatch for", style="bold"), *texts) if texts else Group()


def _plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def related(found: Sequence[Construct]) -> RenderableType:
    """Name the constructs to read next, a line each."""
    rows = Table.grid(padding=(0, 2))
    for construct in found:
        rows.add_row(Text(construct.name, style=TRIO), Text(construct.title))
    return Group(Text("\nTo read on", style="bold"), Padding(rows, (0, 0, 0, 2)))


def programs(
    construct: Construct, pair: Pair, shown: Collection[str] = ()
) -> RenderableType:
    """Show the programs: side by side where they fit, else one above the other.

    Those that were `shown` before, by an earlier pair, are only named.
    """
    sides = [side for side in pair.sides if side.program not in shown]
    named = [
        f"--- {side.title}: {construct.name}/{side.program}, as above"
        for side in pair.sides
        if side not in sides
    ]
    texts = [
        callouts.read((construct.folder / side.program).read_text(encoding="utf-8"))
        .text.expandtabs(4)
        .rstrip()
        for side in sides
    ]
    if not console.is_terminal:
        plain = [
            f"--- {side.title}: {construct.name}/{side.program}\n\n{text}\n"
            for side, text in zip(sides, texts, strict=True)
        ]
        return Text("\n".join([*named, *plain]))
    above = Text("\n".join(named), style="dim") if named else Group()
    from rich.syntax import Syntax  # noqa: PLC0415  # expensive, and only for this

    panels = [
        Panel(
            Syntax(text, side.language, theme="ansi_dark", background_color="default"),
            title=f"{side.title}  [dim]{construct.name}/{side.program}[/dim]",
            title_align="left",
            border_style=style_of(side),
        )
        for side, text in zip(sides, texts, strict=True)
    ]
    widths = [max(map(len, text.splitlines())) + _FRAME for text in texts]
    if sum(widths) > console.width:
        return Group(above, *panels)
    grid = Table.grid(expand=True)
    # The columns share the room that is left, so that they fill the line.
    spare = (console.width - sum(widths)) // len(widths)
    for width in widths:
        grid.add_column(width=width + spare)
    grid.add_row(*panels)
    return Group(above, grid)


def style_of(side: Side) -> str:
    """Give the colour of a side: that of its language."""
    return GO if side.language == "go" else TRIO


def output(side: Side, output: Output) -> RenderableType:
    """Show what a run printed, with its times where the clock was a virtual one."""
    rows = Table.grid(padding=(0, 1))
    rows.add_column(justify="right", style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    for seconds, text in output.lines:
        rows.add_row("" if seconds is None else f"{seconds:g} s", Text(text))
    for text in output.errors(side.ends.stderr if side.ends else None):
        rows.add_row("", Text(text, style="red"))
    if output.exit != 0:
        rows.add_row("", Text(f"exit status {output.exit}", style="red"))
    title = Text(side.title, style=style_of(side))
    if side.judge != "run":
        title.append(f", judged by {JUDGES[side.judge]}")
    return Group(title, Padding(rows, (0, 0, 0, 2)))


def verdict(construct: Construct, pair: Pair, differences: list[str]) -> RenderableType:
    """Say whether a pair compares as it should, and how it does not."""
    what = _named(construct, pair)
    if differences:
        lines = [Text(f"  {difference}") for difference in differences]
        return Group(Text.assemble(("differs  ", "bold red"), what), *lines)
    if pair.compare == "different":
        said = "different by design" if len(pair.sides) > 1 else "as it should be"
    elif construct.clock == "real":
        said = "equal"
    elif pair.compare == "check":
        said = "both keep the promise"
    else:
        said = f"equal, line by line and to the digit, {pair.seconds:g} s"
        if pair.compare == "groups":
            said = f"equal, but for an order that neither promises, {pair.seconds:g} s"
    return Text.assemble(("✓ ", "bold green"), what, (f"  {said}", "dim"))


def print_lines(renderable: RenderableType) -> None:
    """Print lines as they are, however long; panels still fit the terminal."""
    console.print(renderable, soft_wrap=True)


def print_head(construct: Construct, pair: Pair) -> None:
    """Print the number and the title of a pair, if it has a title."""
    if pair.title:
        number = construct.pairs.index(pair) + 1
        console.print(f"\n{number}. {pair.title}", style="bold", markup=False)


def print_if_skipped(construct: Construct, pair: Pair) -> bool:
    """Tell whether a library that the pair needs is not installed, and say so."""
    missing = running.missing(pair)
    if missing:
        named = _named(construct, pair)
        skipped = ("skipped  ", "bold yellow")
        print_lines(Text.assemble(skipped, named, f"  {missing}"))
    return bool(missing)


def _named(construct: Construct, pair: Pair) -> str:
    return construct.name + (f", {pair.title}" if pair.title else "")
