"""The command `learn`: the exercises of the workshop, checked on every save."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import takewhile, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markdown import Markdown
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from trio_patterns.cli.as_called import program, python, quoted
from trio_patterns.cli.display import console
from trio_patterns.workshop.exercises import Exercise, exercises, find, lines_of
from trio_patterns.workshop.grader import GradingError, grade
from trio_patterns.workshop.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.status import Status

    from trio_patterns.workshop.verdict import Verdict

# In seconds.
_LOOK_EVERY = 0.2
# More lines than that side by side are no help.
_MOST_LINES_SHOWN = 14
_name = click.argument("name", default="")

_AT_THE_END = """
You can now
  - start tasks that something owns, wait for them, and end those no longer needed;
  - pass values on, and end a channel that has many senders;
  - choose between channels, and put deadlines and tickers where they belong;
  - limit what runs at once, and guard what is shared, by a lock where one is needed;
  - bring a clean-up to its end, see every error, and find who waits for whom.

The next thing to build is a whole service: a chat server, in both languages.
"Port a service in half an hour" builds it step by step. "Who owns this goroutine?" and
"Which select do you need?" help with a program of your own. See
  {program} show chat_server
  {program} docs"""


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
        _say(f"\n{program()} learn start DIR writes them into a folder.")


@learn.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def start(folder: Path) -> None:
    """Write the exercises into FOLDER, over nothing that is there."""
    try:
        written, kept = Workspace(folder).write(program(), python())
    except OSError as error:
        raise click.ClickException(f"cannot write to {folder}: {error}") from None
    _say(f"{len(written)} files written to {folder}")
    if kept:
        _say(f"{len(kept)} were there and are as they were")
    first = exercises()[0]
    _say(f"Next: read {first.page_file}, mend {first.file}. Each save is checked:")
    _say(f"  cd {quoted(folder)}\n  {program()} learn")


@learn.command()
@_name
@click.option("--all", "every", is_flag=True, help="All that you have begun.")
def check(name: str, every: bool) -> None:
    """Check an exercise; without NAME the one that is next.

    The exit status is 1 if it does not pass.
    """
    if name and every:
        raise click.UsageError("check takes a NAME or --all, not both")
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
@click.argument("number", type=click.IntRange(1, 3), required=False)
def hint(name: str, number: int | None) -> None:
    """Give a hint: NUMBER 1, then 2, then 3; each says more.

    Without NAME it is for the exercise that is next. A 1, 2 or 3 alone is a NUMBER;
    `hint 2 1` is the first hint for exercise 2.
    """
    alone = name if name in ("1", "2", "3") and number is None else ""
    if alone:
        name, number = "", int(alone)
    exercise, number = find(name) if name else _current(_workspace()), number or 1
    _say(f"Exercise {exercise.number}, {exercise.title}: hint {number} of 3", "bold")
    console.print(Markdown(exercise.hints[number - 1]))
    if alone and number != exercise.number:
        other = f"{program()} learn hint {alone} 1"
        _say(f"\n(This is hint {alone}. For exercise {alone}: {other})", "dim")
    if number < len(exercise.hints):
        more = f"{program()} learn hint {exercise.name} {number + 1}"
        _say(f"\nStill stuck? {more}", "dim")


@learn.command()
@_name
def solution(name: str) -> None:
    """Show a program that passes, and say what to read next.

    The program alone goes to stdout: `learn solution hedged > hedged.py` is Python.
    """
    exercise = find(name) if name else _current(_workspace())
    text = exercise.solution_text
    if console.is_terminal:
        from rich.syntax import Syntax  # noqa: PLC0415  # expensive, and only for this

        console.print(
            Syntax(text, "python", theme="ansi_dark", background_color="default")
        )
    else:
        click.echo(text)
    click.echo("Read next:", err=True)
    for read in (exercise.name, *exercise.read):
        click.echo(f"  {program()} show {read}", err=True)


@learn.command()
@click.argument("name")
def reset(name: str) -> None:
    """Begin an exercise anew; a copy of your program is kept."""
    place, exercise = _workspace(), find(name)
    click.confirm(f"Begin {exercise.file} anew, and keep a copy of yours?", abort=True)
    copy = place.reset(exercise)
    if copy is not None:
        _say(f"yours is now {copy.name}")
    _say(f"{exercise.file} is as it was at the start")


def _workspace() -> Workspace:
    place = Workspace(Path())
    if not place.exists():
        raise click.ClickException(
            "there are no exercises in this folder: "
            f"`{program()} learn start DIR` writes them into DIR"
        )
    return place


def _verdicts(place: Workspace) -> dict[Exercise, Verdict | None]:
    """Grade what has been begun; `None` for the others, which can't pass."""
    begun = [exercise for exercise in exercises() if place.is_begun(exercise)]
    graded = dict(_graded(place, begun))
    return {exercise: graded.get(exercise) for exercise in exercises()}


def _current(place: Workspace) -> Exercise:
    """The first exercise that does not pass; the last one if all do."""
    begun = list(takewhile(place.is_begun, exercises()))
    for exercise, verdict in _graded(place, begun):
        if not verdict.passed:
            return exercise
    return exercises()[min(len(begun), len(exercises()) - 1)]


def _graded(
    place: Workspace, begun: Sequence[Exercise]
) -> Iterator[tuple[Exercise, Verdict]]:
    """Grade several at once; the results come in their order."""
    pool = ThreadPoolExecutor(max_workers=os.cpu_count())
    try:
        verdicts = pool.map(partial(_grade, place), begun)
        for number, exercise in enumerate(begun, start=1):
            with _checking(f"{exercise.file} ({number} of {len(begun)})"):
                verdict = next(verdicts)
            yield exercise, verdict
    finally:
        pool.shutdown(cancel_futures=True)


def _checking(what: str) -> Status:
    """Show what is being checked, in a terminal and for as long as it takes."""
    return console.status(f"checking {what}", spinner="line")


def _grade(place: Workspace, exercise: Exercise) -> Verdict:
    path = place.program(exercise)
    if not path.exists():
        raise click.ClickException(
            f"{exercise.file} is not here: `{program()} learn reset {exercise.name}` "
            "writes it anew"
        )
    try:
        return grade(exercise, path)
    except GradingError as error:
        raise click.ClickException(str(error)) from None


def _check(place: Workspace, exercise: Exercise) -> Verdict:
    with _checking(exercise.file):
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
                _say(error.message)
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
            _say(f"Next: read {exercise.page_file}, mend {exercise.file}")
            return
    _say(_AT_THE_END.format(program=program()))


def _print_verdict(exercise: Exercise, verdict: Verdict) -> None:
    mark = ("✓ ", "bold green") if verdict.passed else ("✗ ", "bold red")
    console.print(Text.assemble(mark, (exercise.file, "bold")))
    for paragraph in verdict.message.splitlines():
        console.print(Padding(Text(paragraph), (0, 0, 0, 2)), soft_wrap=False)
    if verdict.passed:
        console.print(
            f"  {program()} show {exercise.name} has ours beside the Go original.",
            style="dim",
            markup=False,
        )
    elif verdict.printed:
        console.print(_side_by_side(exercise, verdict.printed))


def _say(text: str, style: str = "") -> None:
    """Print a text as it is: a command or a path in it is not to be broken."""
    console.print(text, style=style, markup=False, emoji=False, soft_wrap=True)


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
