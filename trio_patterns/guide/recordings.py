"""What the Go originals print, and what refuses a program says, from a real run.

A recording is committed beside its program, with the version of what made it: the
output of `main.go` as `main.recorded.txt`, the compiler's word on it as
`main.build.recorded.txt`. A machine without Go, or without the type checkers, compares
against these. Where a race is the lesson, what the race detector reports of it stands
there too, as `main.race.txt`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trio_patterns.guide.outcome import Line, Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from trio_patterns.guide.catalogue import Construct, Judge, Side

# What marks a line that went to stderr.
_ERROR = "! "


def is_recorded(side: Side) -> bool:
    """Tell whether what this side gives is recorded: it needs more than Python."""
    return side.language == "go" or side.judge == "types"


def path_of(construct: Construct, program: str, judge: Judge = "run") -> Path:
    """Where the recording of a program is."""
    suffix = ".recorded.txt" if judge == "run" else f".{judge}.recorded.txt"
    return (construct.folder / program).with_suffix(suffix)


def write(construct: Construct, side: Side, outcome: Outcome, version: str) -> None:
    """Record what a program printed, or what was said against it."""
    how = f"{construct.clock} clock" if side.judge == "run" else side.judge
    head = [f"# {version}, {how}, exit {outcome.exit}"]
    if outcome.seconds is not None:
        head[0] += f", {outcome.seconds:g} s"
    lines = [
        text if seconds is None else f"{seconds:g}\t{text}"
        for seconds, text in outcome.lines
    ]
    shown = outcome.errors(side.ends.stderr if side.ends else None)
    text = "\n".join([*head, *lines, *(f"{_ERROR}{row}" for row in shown)]) + "\n"
    path = path_of(construct, side.program, side.judge)
    path.write_text(text, encoding="utf-8")


def read(
    construct: Construct, program: str, judge: Judge = "run"
) -> tuple[Outcome, str]:
    """Give the recorded outcome of a program, and the version that made it."""
    text = path_of(construct, program, judge).read_text(encoding="utf-8")
    head, *rows = text.splitlines()
    version, how, ending, *total = head.removeprefix("# ").split(", ")
    timed = how == "virtual clock"
    errors = [row.removeprefix(_ERROR) for row in rows if row.startswith(_ERROR)]
    lines = [_line(row, timed) for row in rows if not row.startswith(_ERROR)]
    outcome = Outcome(
        tuple(lines),
        int(ending.removeprefix("exit ")),
        "\n".join(errors),
        float(total[0].removesuffix(" s")) if total else None,
    )
    return outcome, version


def race_path_of(construct: Construct, program: str) -> Path:
    """Where the race detector's report of a Go program is, if it has a race."""
    return (construct.folder / program).with_suffix(".race.txt")


def race_report(stderr: str) -> str:
    """Give the first report of the race detector, without what differs by the run.

    Raises:
        ValueError: there is none.
    """
    first = re.search(r"(?ms)^WARNING: DATA RACE\n.*?(?=^=+$|\Z)", stderr)
    if first is None:
        raise ValueError(f"the race detector reported nothing: {stderr!r}")
    without_addresses = re.sub(r" (at |\+)0x[0-9a-f]+", "", first[0])
    goroutines = dict.fromkeys(re.findall(r"oroutine (\d+)", without_addresses))
    numbers = {name: f"{i}" for i, name in enumerate(goroutines, start=1)}
    return re.sub(
        r"(?<=oroutine )\d+", lambda match: numbers[match[0]], without_addresses
    )


def write_race(
    construct: Construct, program: str, outcome: Outcome, version: str
) -> None:
    """Record what the race detector reported of a Go program."""
    text = f"# {version} with -race, the first report\n{race_report(outcome.stderr)}"
    race_path_of(construct, program).write_text(text, encoding="utf-8")


def _line(row: str, timed: bool) -> Line:
    if not timed:
        return Line(None, row)
    seconds, _, text = row.partition("\t")
    return Line(float(seconds), text)
