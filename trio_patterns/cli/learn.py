"""The command `learn`: the exercises of the workshop, checked on every save."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markdown import Markdown
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from trio_patterns.cli.display import console
from trio_patterns.workshop.exercises import Exercise, exercises, find, lines_of
from trio_patterns.workshop.grader import GradingError, grade
from trio_patterns.workshop.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trio_patterns.workshop.verdict import Verdict

# In seconds.
_LOOK_EVERY = 0.2
# More lines than that side by side are no help.
_MOST_LINES_SHOWN = 14
_name = click.argument("name", default="")


@click.group(invoke_without_command=True)
@click.pass_context
def learn(context: click.Context) -> None:
    """Solve the exercises of the workshop, checked as you save.

    \b
    Write them into a folder of yours, and stay in it:
        trio-patterns learn start DIR
        cd DIR
        trio-patterns learn

    Without a command: what is done and what is next; then each program is checked when
    you save it, until Ctrl-C. NAME is an exercise's name, its number or its file.
    """  # noqa: D301  # click wants the character itself
    if context.invoked_subcommand is not None:
        return
    place = Workspace(Path())
    if place.exists():
        _watch(place)
    else:
        _print_list(dict.fromkeys(exercises()))
        console.print("\ntrio-patterns learn start DIR writes them into a folder.")


@learn.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def start(folder: Path) -> None:
    """Write the exercises into FOLDER, over nothing that is there."""
    try:
        written, kept = Workspace(folder).write()
    except OSError as error:
        raise click.ClickException(f"cannot write to {folder}: {error}") from None
    console.print(f"{len(written)} files written to {folder}", markup=False)
    if kept:
        console.print(f"{len(kept)} were there and are as they were", markup=False)
    first = exercises()[0]
    console.print(f"Next: cd {folder}, read {first.page_file}, mend {first.file}")
    console.print("trio-patterns learn, in that folder, checks each file as you save.")


@learn.command()
@_name
@click.option("--all", "every", is_flag=True, help="All that you have begun.")
def check(name: str, every: bool) -> None:
    """Check an exercise; without NAME the one that is next.

    The exit status is 1 if it does not pass.
    """
    place = _workspace()
    if every:
        verdicts = _verdicts(place)
        for exercise, verdict in verdicts.items():
            if verdict:
                _print_verdict(exercise, verdict)
        _print_next(verdicts)
        sys.exit(0 if all(v and v.passed for v in verdicts.values()) else 1)
    exercise = find(name) if name else _current(place)
    sys.exit(0 if _check(place, exercise).passed else 1)


@learn.command()
@_name
@click.argument("number", type=click.IntRange(1, 3), default=1)
def hint(name: str, number: int) -> None:
    """Give a hint: NUMBER 1, then 2, then 3; each says more.

    Without NAME for the exercise that is next.
    """
    if name in ("1", "2", "3") and number == 1:
        # `learn hint 2` is the second hint, and not one for the second exercise.
        name, number = "", int(name)
    exercise = find(name) if name else _current(_workspace())
    console.print(f"{exercise.title}, hint {number} of 3", style="bold")
    console.print(Markdown(exercise.hints[number - 1]))
    if number < len(exercise.hints):
        more = f"trio-patterns learn hint {exercise.name} {number + 1}"
        console.print(f"\nStill stuck? {more}", style="dim")


@learn.command()
@_name
def solution(name: str) -> None:
    """Show a program that passes, and say what to read next."""
    exercise = find(name) if name else _current(_workspace())
    text = exercise.solution_text
    if console.is_terminal:
        from rich.syntax import Syntax  # noqa: PLC0415  # expensive, and only for this

        console.print(
            Syntax(text, "python", theme="ansi_dark", background_color="default")
        )
    else:
        console.print(text, markup=False, soft_wrap=True)
    console.print("Read next:", style="bold")
    for read in (exercise.name, *exercise.read):
        console.print(f"  trio-patterns show {read}")


@learn.command()
@click.argument("name")
def reset(name: str) -> None:
    """Begin an exercise anew; a copy of your program is kept."""
    place, exercise = _workspace(), find(name)
    click.confirm(f"Begin {exercise.file} anew, and keep a copy of yours?", abort=True)
    copy = place.reset(exercise)
    if copy is not None:
        console.print(f"yours is now {copy.name}")
    console.print(f"{exercise.file} is as it was at the start")


def _workspace() -> Workspace:
    place = Workspace(Path())
    if not place.exists():
        raise click.ClickException(
            "there are no exercises in this folder: "
            "`trio-patterns learn start DIR` writes them into DIR"
        )
    return place


def _verdicts(place: Workspace) -> dict[Exercise, Verdict | None]:
    """Grade what has been begun; `None` for the others, which can't pass."""
    begun = [exercise for exercise in exercises() if place.is_begun(exercise)]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        verdicts = pool.map(partial(_grade, place), begun)
        graded = dict(zip(begun, verdicts, strict=True))
    return {exercise: graded.get(exercise) for exercise in exercises()}


def _current(place: Workspace) -> Exercise:
    """The first exercise that does not pass; the last one if all do."""
    for exercise in exercises():
        if not place.is_begun(exercise) or not _grade(place, exercise).passed:
            return exercise
    return exercises()[-1]


def _grade(place: Workspace, exercise: Exercise) -> Verdict:
    path = place.program(exercise)
    if not path.exists():
        raise click.ClickException(
            f"{exercise.file} is not here: `trio-patterns learn reset {exercise.name}` "
            "writes it anew"
        )
    try:
        return grade(exercise, path)
    except GradingError as error:
        raise click.ClickException(str(error)) from None


def _check(place: Workspace, exercise: Exercise) -> Verdict:
    verdict = _grade(place, exercise)
    _print_verdict(exercise, verdict)
    return verdict


def _watch(place: Workspace) -> None:
    """Say what is done; then check each program when it is saved."""
    try:
        verdicts = _verdicts(place)
        _print_list(verdicts)
        _print_next(verdicts)
        console.print("Waiting for you to save. Ctrl-C ends this.", style="dim")
        for exercise in place.saved(partial(time.sleep, _LOOK_EVERY)):
            try:
                verdict = verdicts[exercise] = _check(place, exercise)
            except click.ClickException as error:
                console.print(error.message, markup=False)
                continue
            if verdict.passed:
                _print_next(verdicts)
    except KeyboardInterrupt:
        console.print()


def _print_list(
    verdicts: dict[Exercise, Verdict | None] | dict[Exercise, None],
) -> None:
    table = Table.grid(padding=(0, 1))
    for exercise, verdict in verdicts.items():
        mark, style = (" ", "") if verdict is None else ("✗", "yellow")
        if verdict is not None and verdict.passed:
            mark, style = "✓", "green"
        table.add_row(
            Text(mark, style=style),
            f"{exercise.number:2}",
            Text(exercise.name, style="magenta", no_wrap=True),
            Text(exercise.task, no_wrap=True, overflow="ellipsis"),
        )
    console.print(table)


def _print_next(verdicts: dict[Exercise, Verdict | None]) -> None:
    done = sum(1 for v in verdicts.values() if v and v.passed)
    console.print(f"{done} of {len(verdicts)} are done.")
    for exercise, verdict in verdicts.items():
        if not (verdict and verdict.passed):
            console.print(f"Next: read {exercise.page_file}, mend {exercise.file}")
            return


def _print_verdict(exercise: Exercise, verdict: Verdict) -> None:
    mark = ("✓ ", "bold green") if verdict.passed else ("✗ ", "bold red")
    console.print(Text.assemble(mark, (exercise.file, "bold")))
    for paragraph in verdict.message.splitlines():
        console.print(Padding(Text(paragraph), (0, 0, 0, 2)), soft_wrap=False)
    if verdict.passed:
        console.print(
            f"  trio-patterns show {exercise.name} has ours beside the Go original.",
            style="dim",
        )
    elif verdict.printed:
        console.print(_side_by_side(exercise, verdict.printed))


def _side_by_side(exercise: Exercise, printed: Sequence[str]) -> Padding:
    go = lines_of(replace(exercise.recording(), seconds=None))
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("the Go original", overflow="fold")
    table.add_column("your program", overflow="fold")
    rows = list(zip_longest(go, printed, fillvalue=""))
    for theirs, yours in rows[:_MOST_LINES_SHOWN]:
        table.add_row(Text(theirs), Text(yours))
    if len(rows) > _MOST_LINES_SHOWN:
        table.add_row("...", "...")
    return Padding(table, (1, 0, 1, 2))
