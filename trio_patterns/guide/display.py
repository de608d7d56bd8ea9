"""How the command line draws things: programs side by side, outputs, verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from trio_patterns.guide import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trio_patterns.guide.catalogue import Catalogue, Construct, Side, Step
    from trio_patterns.guide.outcome import Outcome

# What a panel puts around its content: a border and a space on each side.
_FRAME = 4
GO, TRIO = "cyan", "magenta"
_JUDGES = {"build": "go build", "vet": "go vet", "types": "mypy and pyright"}


def constructs(catalogue: Catalogue, found: Sequence[Construct]) -> RenderableType:
    """List constructs by chapter, a line each."""
    width = max(len(construct.name) for construct in catalogue.constructs)
    lines: list[Text] = []
    for chapter in dict.fromkeys(construct.chapter for construct in found):
        lines.append(Text(f"\n{chapter}" if lines else chapter, style="bold"))
        lines += [
            Text.assemble(
                f"  {construct.row:<4}",
                (f"{construct.name:<{width}}", TRIO),
                f"  {construct.title}",
                overflow="ellipsis",
                no_wrap=True,
            )
            for construct in found
            if construct.chapter == chapter
        ]
    return Group(*lines)


def introduction(construct: Construct, progress: str = "") -> RenderableType:
    """Head a construct: its row and title, its question, its lesson."""
    title = Text.assemble((construct.title, "bold"), f"  {construct.row} {progress}")
    return Group(
        Rule(title, align="left", style="dim"),
        Text(construct.question, style="italic"),
        Text(construct.lesson.replace("`", "")),
    )


def related(found: Sequence[Construct]) -> RenderableType:
    """Name the constructs to read next, a line each."""
    names = Table.grid(padding=(0, 2))
    for construct in found:
        names.add_row(Text(construct.name, style=TRIO), Text(construct.title))
    return Group(Text("\nTo read on", style="bold"), Padding(names, (0, 0, 0, 2)))


def programs(console: Console, construct: Construct, step: Step) -> RenderableType:
    """Show the programs: side by side where they fit, else one above the other."""
    sides = step.sides
    texts = [
        marks.read((construct.folder / side.program).read_text(encoding="utf-8"))
        .text.expandtabs(4)
        .rstrip()
        for side in sides
    ]
    if not console.is_terminal:
        plain = [
            f"--- {side.title}: {construct.name}/{side.program}\n\n{text}\n"
            for side, text in zip(sides, texts, strict=True)
        ]
        return Text("\n".join(plain))
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
        return Group(*panels)
    grid = Table.grid(expand=True)
    # What is left over is shared out, so that they fill the line.
    spare = (console.width - sum(widths)) // len(widths)
    for width in widths:
        grid.add_column(width=width + spare)
    grid.add_row(*panels)
    return grid


def style_of(side: Side) -> str:
    """The colour of its language."""
    return GO if side.language == "go" else TRIO


def output(side: Side, outcome: Outcome) -> RenderableType:
    """Show what a run printed, with its times where the clock was a virtual one."""
    rows = Table.grid(padding=(0, 1))
    rows.add_column(justify="right", style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    for seconds, text in outcome.lines:
        rows.add_row("" if seconds is None else f"{seconds:g} s", Text(text))
    for text in outcome.errors(side.ends.stderr if side.ends else None):
        rows.add_row("", Text(text, style="red"))
    if outcome.exit != 0:
        rows.add_row("", Text(f"exit status {outcome.exit}", style="red"))
    title = Text(side.title, style=style_of(side))
    if side.judge != "run":
        title.append(f", judged by {_JUDGES[side.judge]}")
    return Group(title, Padding(rows, (0, 0, 0, 2)))


def verdict(construct: Construct, step: Step, differences: list[str]) -> RenderableType:
    """Say whether a pair compares as it should, and how it does not."""
    what = _named(construct, step)
    if differences:
        lines = [Text(f"  {difference}") for difference in differences]
        return Group(Text.assemble(("differs  ", "bold red"), what), *lines)
    if step.compare == "different":
        said = "different by design" if len(step.sides) > 1 else "as it should be"
    elif construct.clock == "real":
        said = "equal"
    elif step.compare == "check":
        said = "both keep the promise"
    else:
        said = f"equal, line by line and to the digit, {step.seconds:g} s"
        if step.compare == "groups":
            said = f"equal, but for an order that neither promises, {step.seconds:g} s"
    return Text.assemble(("✓ ", "bold green"), what, (f"  {said}", "dim"))


def skipped(construct: Construct, step: Step, missing: str) -> RenderableType:
    """Say that a pair could not be run, and what it lacks."""
    return Text.assemble(
        ("skipped  ", "bold yellow"), _named(construct, step), f"  {missing}"
    )


def _named(construct: Construct, step: Step) -> str:
    return construct.name + (f", {step.title}" if step.title else "")
