"""Every pair of the catalogue, run and compared."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NoReturn, cast

import pytest

from trio_patterns.guide import parity, recordings, running
from trio_patterns.guide.catalogue import Construct, Step, load

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio_patterns.guide.outcome import Outcome
    from trio_patterns.guide.toolchain import Toolchain, Variant

CONSTRUCTS = load().constructs
PAIRS = [
    pytest.param(construct, step, id=f"{construct.name}-{step.go}-{step.trio}")
    for construct in CONSTRUCTS
    for step in construct.steps
]
ORIGINALS = [
    pytest.param(construct, step, id=f"{construct.name}-{step.go}")
    for construct in CONSTRUCTS
    for step in {step.go: step for step in construct.steps}.values()
]


@pytest.fixture
def trio_outcome(
    lacks: Callable[[str], NoReturn],
) -> Callable[[Construct, Step], Outcome]:
    """Runs a Trio twin, if what it needs is here."""

    def outcome(construct: Construct, step: Step) -> Outcome:
        if missing := running.missing(step):
            lacks(missing)
        return _trio_outcome(construct, step)

    return outcome


@cache  # each once, for the two tests that compare it
def _trio_outcome(construct: Construct, step: Step) -> Outcome:
    command = running.trio_command(construct, step.trio, construct.clock)
    return running.run(construct, command, construct.clock)


@pytest.fixture(scope="module")
def go_outcome(toolchain: Toolchain) -> Callable[[Construct, Step], Outcome]:
    """Runs a Go original once, for all the pairs that it is part of."""
    outcomes: dict[tuple[str, str], Outcome] = {}

    def outcome(construct: Construct, step: Step) -> Outcome:
        key = construct.name, step.go
        if key not in outcomes:
            clock = construct.clock
            command = running.go_command(construct, step.go, clock, toolchain)
            outcomes[key] = running.run(construct, command, clock)
        return outcomes[key]

    return outcome


@pytest.mark.parametrize(("construct", "step"), PAIRS)
def test_live(
    construct: Construct,
    step: Step,
    go_outcome: Callable[[Construct, Step], Outcome],
    trio_outcome: Callable[[Construct, Step], Outcome],
) -> None:
    go, trio = go_outcome(construct, step), trio_outcome(construct, step)
    assert parity.compare(construct, step, go, trio) == []


@pytest.mark.parametrize(("construct", "step"), PAIRS)
def test_against_the_recording(
    construct: Construct,
    step: Step,
    trio_outcome: Callable[[Construct, Step], Outcome],
) -> None:
    go, _ = recordings.read(construct, step.go)
    trio = trio_outcome(construct, step)
    assert parity.compare(construct, step, go, trio) == []


@pytest.mark.slow  # another build, and it waits
@pytest.mark.parametrize(("construct", "step"), ORIGINALS)
def test_original_in_real_time(
    construct: Construct, step: Step, toolchain: Toolchain
) -> None:
    command = running.go_command(construct, step.go, "real", toolchain)
    outcome = running.run(construct, command, "real")
    check_ending(step, outcome)


def falls_asleep(step: Step) -> bool:
    """Tell whether the original waits for ever, and Go notices.

    With `-race` it does not: a program with C code in it has no deadlock detector.
    """
    stderr = step.go_ends.stderr if step.go_ends else None
    return "goroutines are asleep" in (stderr or "")


@pytest.mark.slow  # the race detector's builds take a while
@pytest.mark.parametrize(
    ("construct", "step"),
    [pair for pair in ORIGINALS if not falls_asleep(cast("Step", pair.values[1]))],
)
def test_original_under_the_race_detector(
    construct: Construct,
    step: Step,
    toolchain: Toolchain,
    lacks: Callable[[str], NoReturn],
) -> None:
    if not toolchain.can_race:
        lacks("the race detector needs a C compiler")
    variant: Variant = "race"
    command = toolchain.program(construct.name, step.go, variant)
    outcome = running.run(construct, command, "real")
    if step.race:
        assert "WARNING: DATA RACE" in outcome.stderr
    else:
        assert "DATA RACE" not in outcome.stderr
        check_ending(step, outcome)


def check_ending(step: Step, outcome: Outcome) -> None:
    """A run on the real clock keeps no order and no time, but it ends as it should."""
    expected = step.go_ends.exit if step.go_ends else 0
    assert outcome.exit == expected, outcome.stderr
    if not (step.go_ends and step.go_ends.stderr):
        assert outcome.stderr == ""
        assert outcome.lines


def test_every_original_is_part_of_a_pair() -> None:
    in_pairs = {c.folder / step.go for c in CONSTRUCTS for step in c.steps}
    assert set(load().root.rglob("main.go")) == in_pairs
