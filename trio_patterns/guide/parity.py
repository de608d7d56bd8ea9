"""Compares what the two sides of a pair printed, by the rule of its metadata.

Every function gives the differences in words; none means that the pair is equal, or
differs as it is meant to.
"""

from __future__ import annotations

import importlib
import re
import sys
from itertools import zip_longest
from typing import TYPE_CHECKING

from trio_patterns.guide.outcome import Line, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trio_patterns.guide.catalogue import Construct, Side, Step


def compare(construct: Construct, step: Step, *outcomes: Outcome) -> list[str]:
    """Say how a step's outcomes differ from what its metadata promises.

    There is an outcome for each of the step's sides, in their order.
    """
    if step.compare == "different":
        return [
            difference
            for side, outcome in zip(step.sides, outcomes, strict=True)
            for difference in _against_ending(side, outcome)
        ]
    titles = [side.title for side in step.sides]
    sides = dict(zip(titles, outcomes, strict=True))
    differences = [
        f"{side} ended with exit status {outcome.exit}: {outcome.stderr.strip()}"
        for side, outcome in sides.items()
        if outcome.exit != 0
    ]
    if differences:
        return differences
    if step.compare == "check":
        return [
            difference
            for side, outcome in sides.items()
            for difference in _by_check(construct, side, outcome)
        ]
    for side, outcome in sides.items():
        if outcome.seconds is not None and outcome.seconds != step.seconds:
            differences.append(f"{side} took {outcome.seconds} s, not {step.seconds} s")
    one, other = outcomes
    groups = step.groups or [1] * len(one.lines)
    return differences + _by_lines(
        titles,
        _in_groups(_masked(one.lines, step.ids), groups),
        _in_groups(_masked(other.lines, step.ids), groups),
    )


def _against_ending(side: Side, outcome: Outcome) -> list[str]:
    assert side.ends is not None
    ending, title = side.ends, side.title
    differences: list[str] = []
    if outcome.exit != ending.exit:
        differences.append(
            f"{title} ended with exit status {outcome.exit}, not {ending.exit}: "
            f"{outcome.stderr.strip()}"
        )
    if ending.stderr is not None and not re.search(ending.stderr, outcome.stderr):
        differences.append(
            f"{title} should have said {ending.stderr!r}, and said {outcome.stderr!r}"
        )
    if ending.seconds is not None and outcome.seconds != ending.seconds:
        differences.append(f"{title} took {outcome.seconds} s, not {ending.seconds} s")
    for number, (line, pattern) in enumerate(
        zip_longest(outcome.lines, ending.lines), start=1
    ):
        if line is None or pattern is None or not re.fullmatch(pattern, line.text):
            differences.append(
                f"line {number} of {title} should be {pattern!r}, and is "
                f"{line.text if line else None!r}"
            )
    return differences


def _by_check(construct: Construct, side: str, outcome: Outcome) -> list[str]:
    root = str(construct.folder.parent)
    if root not in sys.path:
        sys.path.append(root)
    module = importlib.import_module(f"{construct.name}.check")
    try:
        module.check(outcome)
    except AssertionError as error:
        return [f"{side}: {error}"]
    return []


def _masked(lines: Sequence[Line], ids: str | None) -> list[Line]:
    """Give each identifier a number, in the order in which they turn up."""
    if ids is None:
        return list(lines)
    seen: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        name = seen.setdefault(match[1], f"<{len(seen) + 1}>")
        return match[0].replace(match[1], name)

    return [Line(seconds, re.sub(ids, number, text)) for seconds, text in lines]


def _in_groups(lines: list[Line], sizes: Sequence[int]) -> list[Line]:
    """Sort the lines inside each group; what is left over stays as it is."""
    result: list[Line] = []
    for size in sizes:
        result += sorted(lines[len(result) : len(result) + size])
    return result + lines[len(result) :]


def _by_lines(
    titles: Sequence[str], lines: list[Line], others: list[Line]
) -> list[str]:
    return [
        f"line {number}: {titles[0]} printed {_said(one)}, {titles[1]} {_said(other)}"
        for number, (one, other) in enumerate(zip_longest(lines, others), start=1)
        if one != other
    ]


def _said(line: Line | None) -> str:
    return "nothing" if line is None else f"{str(line)!r}"
