"""Golden files: what the Go originals print, and what is said of a refused program.

A golden file is committed beside its program, with the version of what made it: the
output of `main.go` as `main.recorded.txt`, the compiler's messages on it as
`main.build.recorded.txt`. A machine without Go, or without the type checkers, compares
against these files. Where a data race is the lesson, the race detector's report of it
is kept too, as `main.race.txt`. The command `record-go` writes them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trio_patterns.guide.output import Line, Output, in_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from trio_patterns.guide.catalogue import Construct, Judge, Side

# Stands before a line that went to stderr. These lines come last.
_ERROR = "! "


def is_golden(side: Side) -> bool:
    """Tell whether this side has a golden file: to run it takes more than Python."""
    return side.language == "go" or side.judge == "types"


def path_of(construct: Construct, program: str, judge: Judge = "run") -> Path:
    """Give the path of a program's golden file."""
    suffix = ".recorded.txt" if judge == "run" else f".{judge}.recorded.txt"
    return (construct.folder / program).with_suffix(suffix)


def write(construct: Construct, side: Side, output: Output, version: str) -> None:
    """Keep what a program printed, or what was said of it.

    Raises:
        ValueError: A line looks like one of stderr, so it could not be read again.
    """
    how = f"{construct.clock} clock" if side.judge == "run" else side.judge
    head = f"# {version}, {how}, exit {output.exit}"
    if output.seconds is not None:
        head += f", {in_seconds(output.seconds)} s"
    lines = [
        text if seconds is None else f"{in_seconds(seconds)}\t{text}"
        for seconds, text in output.lines
    ]
    if unclear := [line for line in lines if line.startswith(_ERROR)]:
        raise ValueError(f"{unclear[0]!r} begins as what went to stderr")
    shown = output.errors(side.ends.stderr if side.ends else None)
    text = "\n".join([head, *lines, *(f"{_ERROR}{row}" for row in shown)]) + "\n"
    path = path_of(construct, side.program, side.judge)
    path.write_text(text, encoding="utf-8")


def read(
    construct: Construct, program: str, judge: Judge = "run"
) -> tuple[Output, str]:
    """Give the output that was kept of a program, and the version that made it."""
    text = path_of(construct, program, judge).read_text(encoding="utf-8")
    head, *rows = text.removesuffix("\n").split("\n")
    version, how, ending, *total = head.removeprefix("# ").split(", ")
    timed = how == "virtual clock"
    errors = [row.removeprefix(_ERROR) for row in rows if row.startswith(_ERROR)]
    lines = [_line(row, timed) for row in rows if not row.startswith(_ERROR)]
    output = Output(
        tuple(lines),
        int(ending.removeprefix("exit ")),
        "\n".join(errors),
        float(total[0].removesuffix(" s")) if total else None,
    )
    return output, version


def race_path_of(construct: Construct, program: str) -> Path:
    """Give the path of the race detector's report of a Go program."""
    return (construct.folder / program).with_suffix(".race.txt")


def race_report(stderr: str) -> str:
    """Give the first report of the race detector, without what differs by the run.

    Raises:
        ValueError: There is none.
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
    construct: Construct, program: str, output: Output, version: str
) -> None:
    """Keep what the race detector reported of a Go program."""
    text = f"# {version} with -race, the first report\n{race_report(output.stderr)}"
    race_path_of(construct, program).write_text(text, encoding="utf-8")


def _line(row: str, timed: bool) -> Line:
    if not timed:
        return Line(None, row)
    seconds, _, text = row.partition("\t")
    return Line(float(seconds), text)
