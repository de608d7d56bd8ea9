"""The outputs of the Go originals, as they were recorded from a real run.

They are committed beside each `main.go`, as `main.recorded.txt`, with the version of
Go that made them: a machine without Go compares against these. Where a race is the
lesson, what the race detector reports of it stands there too, as `main.race.txt`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trio_patterns.guide.outcome import Line, Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from trio_patterns.guide.catalogue import Construct

# What marks a line that went to stderr.
_ERROR = "! "


def path_of(construct: Construct, program: str) -> Path:
    """Where the recording of a Go program is."""
    return (construct.folder / program).with_suffix(".recorded.txt")


def write(construct: Construct, program: str, outcome: Outcome, version: str) -> None:
    """Record what a Go program printed."""
    head = [f"# {version}, {construct.clock} clock, exit {outcome.exit}"]
    if outcome.seconds is not None:
        head[0] += f", {outcome.seconds:g} s"
    lines = [
        text if seconds is None else f"{seconds:g}\t{text}"
        for seconds, text in outcome.lines
    ]
    # What follows the first line of a panic are addresses and paths of one machine.
    errors = [f"{_ERROR}{text}" for text in outcome.stderr.splitlines()[:1]]
    text = "\n".join([*head, *lines, *errors]) + "\n"
    path_of(construct, program).write_text(text, encoding="utf-8")


def read(construct: Construct, program: str) -> tuple[Outcome, str]:
    """Give the recorded outcome of a Go program, and the version that made it."""
    text = path_of(construct, program).read_text(encoding="utf-8")
    head, *rows = text.splitlines()
    version, _, ending, *total = head.removeprefix("# ").split(", ")
    errors = [row.removeprefix(_ERROR) for row in rows if row.startswith(_ERROR)]
    lines = [_line(row, construct) for row in rows if not row.startswith(_ERROR)]
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


def _line(row: str, construct: Construct) -> Line:
    if construct.clock == "real":
        return Line(None, row)
    seconds, _, text = row.partition("\t")
    return Line(float(seconds), text)
