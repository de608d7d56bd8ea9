"""Compare what the two sides of a pair printed, by the rule of its metadata.

This is the one rule of comparison: the command line, the site and the tests go by
`compare`, the workshop by `differing_lines`.
"""

from __future__ import annotations

import importlib
import re
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from trio_patterns.guide.catalogue import importable
from trio_patterns.guide.output import Line, Output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trio_patterns.guide.catalogue import Construct, Pair, Side


class Difference(NamedTuple):
    """A line on one side and what is in its place on the other, by the pair's rule."""

    number: int
    one: Line | None
    other: Line | None


def compare(construct: Construct, pair: Pair, *outputs: Output) -> list[str]:
    """Say how the outputs of a pair differ from what its metadata promises.

    Args:
        construct: The construct.
        pair: One of its pairs.
        outputs: The output of each side, in the order of `pair.sides`.

    Returns:
        The differences in words. None: the two are equal, or differ as they are meant
        to.
    """
    if pair.compare == "different":
        return [
            difference
            for side, output in zip(pair.sides, outputs, strict=True)
            for difference in _against_ending(side, output)
        ]
    titles = [side.title for side in pair.sides]
    sides = dict(zip(titles, outputs, strict=True))
    if failed := [
        f"{side} ended with exit status {output.exit}: {output.stderr.strip()}"
        for side, output in sides.items()
        if output.exit != 0
    ]:
        return failed
    if pair.compare == "check":
        return [
            difference
            for side, output in sides.items()
            for difference in _by_check(construct, side, output)
        ]
    late = [
        f"{side} took {output.seconds} s, not {pair.seconds} s"
        for side, output in sides.items()
        if output.seconds not in (None, pair.seconds)
    ]
    one, other = outputs
    return late + [
        f"line {number}: {titles[0]} printed {_said(line)}, {titles[1]} {_said(twin)}"
        for number, line, twin in differing_lines(pair, one.lines, other.lines)
    ]


def compare_failing(pair: Pair, go: Output, trio: Output) -> list[str]:
    """Say how the sides of a pair differ when one of their datacenters has failed.

    Which side prints first at one moment is left open: a failure changes the groups.

    Args:
        pair: The pair. If it `panics`, each side must end in its own way; otherwise
            both must end well, and print the same.
        go: The output of the Go program.
        trio: The output of its twin.
    """
    if pair.failing == "panics":
        return [
            f"{title} ended with exit status {output.exit}: {output.stderr.strip()}"
            for title, output, status, said in (
                ("Go", go, 2, "panic: something went wrong"),
                ("Trio", trio, 1, "FindError: something went wrong"),
            )
            if output.exit != status or said not in output.stderr
        ]
    failed = [
        f"{title} ended with exit status {output.exit}: {output.stderr.strip()}"
        for title, output in (("Go", go), ("Trio", trio))
        if output.exit != 0
    ]
    if not failed and go.seconds != trio.seconds:
        failed = [f"Go took {go.seconds} s, Trio {trio.seconds} s"]
    one, other = (sorted(output.lines, key=_order) for output in (go, trio))
    return failed + [
        f"Go printed {_said(line)}, Trio {_said(twin)}"
        for line, twin in zip_longest(one, other)
        if line != twin
    ]


def differing_lines(
    pair: Pair, lines: Sequence[Line], others: Sequence[Line]
) -> list[Difference]:
    """Give the lines that differ: in their order, in the groups and with their ids.

    Each id has become a number, in the order in which they turn up: `<1>`.
    """
    sizes = pair.groups or [1] * len(lines)
    one = _in_groups(_masked(lines, pair.ids), sizes)
    other = _in_groups(_masked(others, pair.ids), sizes)
    return [
        Difference(number, line, twin)
        for number, (line, twin) in enumerate(zip_longest(one, other), start=1)
        if line != twin
    ]


def _against_ending(side: Side, output: Output) -> list[str]:
    assert side.ends is not None
    ending, title = side.ends, side.title
    differences: list[str] = []
    if output.exit != ending.exit:
        differences.append(
            f"{title} ended with exit status {output.exit}, not {ending.exit}: "
            f"{output.stderr.strip()}"
        )
    if ending.stderr is not None and not re.search(ending.stderr, output.stderr):
        differences.append(
            f"{title} should have said {ending.stderr!r}, and said {output.stderr!r}"
        )
    if ending.seconds is not None and output.seconds != ending.seconds:
        differences.append(f"{title} took {output.seconds} s, not {ending.seconds} s")
    for number, (line, pattern) in enumerate(
        zip_longest(output.lines, ending.lines), start=1
    ):
        if line is None or pattern is None or not re.fullmatch(pattern, line.text):
            differences.append(
                f"line {number} of {title} should be {pattern!r}, and is "
                f"{line.text if line else None!r}"
            )
    return differences


def _by_check(construct: Construct, side: str, output: Output) -> list[str]:
    with importable(construct.folder.parent):
        module = importlib.import_module(f"{construct.name}.check")
        try:
            module.check(output)
        except AssertionError as error:
            return [f"{side}: {error}"]
    return []


def _masked(lines: Sequence[Line], ids: str | None) -> list[Line]:
    """Give each id a number, in the order in which they turn up."""
    if ids is None:
        return list(lines)
    seen: dict[str, str] = {}

    def numbered(match: re.Match[str]) -> str:
        name = seen.setdefault(match[1], f"<{len(seen) + 1}>")
        start, end = (place - match.start() for place in match.span(1))
        return match[0][:start] + name + match[0][end:]

    return [Line(seconds, re.sub(ids, numbered, text)) for seconds, text in lines]


def _in_groups(lines: Sequence[Line], sizes: Sequence[int]) -> list[Line]:
    """Sort the lines inside each group; what is left over stays as it is."""
    result: list[Line] = []
    for size in sizes:
        result += sorted(lines[len(result) : len(result) + size], key=_order)
    return result + list(lines[len(result) :])


def _order(line: Line) -> tuple[float, str]:
    return (-1.0 if line.seconds is None else line.seconds, line.text)


def _said(line: Line | None) -> str:
    return "nothing" if line is None else f"{str(line)!r}"
