"""Every pair of the catalogue, run and compared.

The default run takes the first pair of each construct. The others are slow.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, NoReturn, cast

import pytest

from trio_patterns.guide import checkers, parity, recordings, running
from trio_patterns.guide.catalogue import Construct, Side, Step, load
from trio_patterns.guide.checkers import CheckersMissingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio_patterns.guide.outcome import Outcome
    from trio_patterns.guide.toolchain import Toolchain, Variant

    RunSide = Callable[[Construct, Step, Side], Outcome]

CONSTRUCTS = load().constructs


def marks(construct: Construct, number: int) -> list[pytest.MarkDecorator]:
    signals = bool(construct.steps[number].signals)
    found = [
        pytest.mark.skipif(signals and sys.platform == "win32", reason="sends signals")
    ]
    if number > 0:
        found.append(pytest.mark.slow)
    return found


PAIRS = [
    pytest.param(
        construct,
        step,
        id="-".join([construct.name, *(side.program for side in step.sides)]),
        marks=marks(construct, number),
    )
    for construct in CONSTRUCTS
    for number, step in enumerate(construct.steps)
]
ORIGINALS = [
    pytest.param(construct, step, side, id=f"{construct.name}-{side.program}")
    for construct in CONSTRUCTS
    for step, side in {
        side.program: (step, side)
        for step in construct.steps
        for side in step.sides
        if side.language == "go" and side.judge == "run"
    }.values()
]


@pytest.fixture
def trio_outcome(lacks: Callable[[str], NoReturn]) -> RunSide:
    """Runs a Trio program, if what it needs is here."""

    def outcome(construct: Construct, step: Step, side: Side) -> Outcome:
        if missing := running.missing(step):
            lacks(missing)
        return _trio_outcome(construct, step, side)

    return outcome


@cache  # each once, for the two tests that compare it
def _trio_outcome(construct: Construct, step: Step, side: Side) -> Outcome:
    command = running.trio_command(construct, side.program, construct.clock)
    return running.run(construct, command, construct.clock, step, side)


@pytest.fixture(scope="module")
def go_outcome(toolchain: Toolchain) -> RunSide:
    """Runs a Go original once, for all the pairs that it is part of."""
    outcomes: dict[tuple[str, Side], Outcome] = {}

    def outcome(construct: Construct, step: Step, side: Side) -> Outcome:
        key = construct.name, side
        if key not in outcomes:
            clock = construct.clock
            if side.judge == "run":
                command = running.command(construct, side, clock, toolchain)
                outcomes[key] = running.run(construct, command, clock, step, side)
            else:
                assert side.judge != "types"
                name, program = construct.name, side.program
                outcomes[key] = toolchain.judge(name, program, side.judge)
        return outcomes[key]

    return outcome


def recorded(construct: Construct, side: Side) -> Outcome:
    outcome, _ = recordings.read(construct, side.program, side.judge)
    return outcome


@pytest.mark.parametrize(("construct", "step"), PAIRS)
def test_live(
    construct: Construct, step: Step, go_outcome: RunSide, trio_outcome: RunSide
) -> None:
    outcomes = [
        go_outcome(construct, step, side)
        if side.language == "go"
        else recorded(construct, side)
        if side.judge == "types"
        else trio_outcome(construct, step, side)
        for side in step.sides
    ]
    assert parity.compare(construct, step, *outcomes) == []


@pytest.mark.parametrize(("construct", "step"), PAIRS)
def test_against_the_recording(
    construct: Construct, step: Step, trio_outcome: RunSide
) -> None:
    outcomes = [
        recorded(construct, side)
        if recordings.is_recorded(side)
        else trio_outcome(construct, step, side)
        for side in step.sides
    ]
    assert parity.compare(construct, step, *outcomes) == []


@pytest.mark.parametrize(
    ("construct", "side"),
    [
        pytest.param(construct, side, id=f"{construct.name}-{side.program}")
        for construct in CONSTRUCTS
        for step in construct.steps
        for side in step.sides
        if side.judge == "types"
    ],
)
def test_the_type_checkers_say_what_was_recorded(
    construct: Construct, side: Side, tmp_path_factory: pytest.TempPathFactory
) -> None:
    try:
        checkers.find()
    except CheckersMissingError as missing:
        pytest.skip(str(missing))
    # what mypy learns of Trio serves them all
    scratch = tmp_path_factory.getbasetemp()
    said = checkers.judge(construct, side.program, scratch)
    assert said == recorded(construct, side)


@pytest.mark.slow  # another build, and it waits
@pytest.mark.parametrize(("construct", "step", "side"), ORIGINALS)
def test_original_in_real_time(
    construct: Construct, step: Step, side: Side, toolchain: Toolchain
) -> None:
    command = running.command(construct, side, "real", toolchain)
    outcome = running.run(construct, command, "real", step, side)
    check_ending(side, outcome)


def falls_asleep(side: Side) -> bool:
    """Tell whether the original waits for ever, and Go notices.

    With `-race` it does not: a program with C code in it has no deadlock detector.
    """
    return "goroutines are asleep" in ((side.ends and side.ends.stderr) or "")


@pytest.mark.slow  # the race detector's builds take a while
@pytest.mark.parametrize(
    ("construct", "step", "side"),
    [pair for pair in ORIGINALS if not falls_asleep(cast("Side", pair.values[2]))],
)
def test_original_under_the_race_detector(
    construct: Construct,
    step: Step,
    side: Side,
    toolchain: Toolchain,
    lacks: Callable[[str], NoReturn],
) -> None:
    if not toolchain.can_race:
        lacks("the race detector needs a C compiler")
    variant: Variant = "race"
    command = toolchain.program(construct.name, side.program, variant)
    outcome = running.run(construct, command, "real", step, side)
    if step.race:
        assert "WARNING: DATA RACE" in outcome.stderr
    else:
        assert "DATA RACE" not in outcome.stderr
        check_ending(side, outcome)


def check_ending(side: Side, outcome: Outcome) -> None:
    """A run on the real clock keeps no order and no time, but it ends as it should."""
    expected = side.ends.exit if side.ends else 0
    assert outcome.exit == expected, outcome.stderr
    if not (side.ends and side.ends.stderr):
        assert outcome.stderr == ""
        assert outcome.lines


def test_every_original_is_part_of_a_pair() -> None:
    in_pairs = {
        construct.folder / side.program
        for construct in CONSTRUCTS
        for step in construct.steps
        for side in step.sides
        if side.language == "go"
    }
    assert set(load().root.rglob("main.go")) == in_pairs
