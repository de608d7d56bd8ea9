"""The recorded reports of Go's race detector, against fresh ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

import pytest

from trio_patterns.guide import golden, running
from trio_patterns.guide.catalogue import Construct, load

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio_patterns.guide.toolchain import Toolchain

RACY = sorted(
    {
        (c.name, pair.go)
        for c in load().constructs
        for pair in c.pairs
        if golden.race_path_of(c, pair.go).exists()
    }
)


def test_there_are_some() -> None:
    assert ("race_condition", "main.go") in RACY


def places(report: str) -> set[str]:
    """The lines of our own programs that a report names."""
    return set(re.findall(r"example\.com/triopatterns/(\S+\.go:\d+)", report))


def recorded(construct: Construct, program: str) -> str:
    return golden.race_path_of(construct, program).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "program"), RACY)
def test_the_recorded_report_is_of_this_program(name: str, program: str) -> None:
    construct = load().find(name)
    lines = (construct.folder / program).read_text(encoding="utf-8").splitlines()
    named = places(recorded(construct, program))
    assert named
    for place in named:
        file, _, number = place.partition(":")
        assert file == f"{name}/{program}"
        assert lines[int(number) - 1].strip() not in ("", "{", "}")


@pytest.mark.slow  # the race detector's builds take a while
@pytest.mark.parametrize(("name", "program"), RACY)
def test_the_race_detector_still_reports_it(
    name: str, program: str, toolchain: Toolchain, lacks: Callable[[str], NoReturn]
) -> None:
    if not toolchain.can_race:
        lacks("the race detector needs a C compiler")
    construct = load().find(name)
    command = toolchain.program(name, program, "race")
    # Which accesses it sees first differs by the run, and a program may die of another
    # fault before it has reported.
    wanted = places(recorded(construct, program))
    seen: set[str] = set()
    for _ in range(10):
        seen |= places(running.run(construct, command, "real").stderr)
        if wanted <= seen:
            break
    assert wanted <= seen
