"""Every pair of the catalogue, run and compared.

The default run takes the first pair of each construct, and compares it with what Go was
recorded to print; of each chapter it also runs the first Go program. The rest is slow.
"""

from __future__ import annotations

import sys
from secrets import randbits
from typing import TYPE_CHECKING, NoReturn, cast

import pytest

from trio_patterns.guide import checkers, golden, parity, running
from trio_patterns.guide.catalogue import Construct, Pair, Side, load
from trio_patterns.guide.checkers import CheckersMissingError
from trio_patterns.guide.forks import Forks
from trio_patterns.guide.outcomes import outputs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from _pytest.mark import ParameterSet

    from trio_patterns.guide.outcomes import Runner
    from trio_patterns.guide.output import Output
    from trio_patterns.guide.toolchain import Toolchain, Variant

CONSTRUCTS = load().constructs


def marks(pair: Pair, *, is_slow: bool) -> list[pytest.MarkDecorator]:
    signals = bool(pair.signals)
    found = [
        pytest.mark.skipif(signals and sys.platform == "win32", reason="sends signals")
    ]
    if is_slow:
        found.append(pytest.mark.slow)
    return found


def pairs(is_slow: Callable[[Construct, int], bool]) -> list[ParameterSet]:
    return [
        pytest.param(
            construct,
            pair,
            id="-".join([construct.name, *(side.program for side in pair.sides)]),
            marks=marks(pair, is_slow=is_slow(construct, number)),
        )
        for construct in CONSTRUCTS
        for number, pair in enumerate(construct.pairs)
    ]


ORIGINALS = [
    pytest.param(construct, pair, side, id=f"{construct.name}-{side.program}")
    for construct in CONSTRUCTS
    for pair, side in {
        side.program: (pair, side)
        for pair in construct.pairs
        for side in pair.sides
        if side.language == "go" and side.judge == "run"
    }.values()
]


@pytest.fixture(scope="module")
def run() -> Iterator[Runner]:
    """Runs a side once, for all the pairs and tests that it is part of."""
    known: dict[tuple[str, Side], Output] = {}

    # Another order of the tasks each time.
    with Forks(seed=randbits(16)) as forks:

        def run(
            construct: Construct, pair: Pair, side: Side, toolchain: Toolchain | None
        ) -> Output:
            key = construct.name, side
            if key not in known:
                known[key] = forks.run(construct, pair, side, toolchain)
            return known[key]

        yield run


@pytest.fixture
def check(
    run: Runner, lacks: Callable[[str], NoReturn]
) -> Callable[[Construct, Pair, Toolchain | None], None]:
    """Fails if the outputs of a pair differ; skips it if a library lacks."""

    def check(construct: Construct, pair: Pair, toolchain: Toolchain | None) -> None:
        if missing := running.missing(pair):
            lacks(missing)
        outputs = outputs_of(construct, pair, toolchain, run=run)
        assert parity.compare(construct, pair, *outputs) == []

    return check


@pytest.mark.parametrize(
    ("construct", "pair"),
    pairs(is_slow=lambda construct, number: construct.place[1] > 1 or number > 0),
)
def test_live(
    construct: Construct,
    pair: Pair,
    toolchain: Toolchain,
    check: Callable[[Construct, Pair, Toolchain | None], None],
) -> None:
    check(construct, pair, toolchain)


@pytest.mark.parametrize(
    ("construct", "pair"), pairs(is_slow=lambda _construct, number: number > 0)
)
def test_against_the_golden_file(
    construct: Construct,
    pair: Pair,
    check: Callable[[Construct, Pair, Toolchain | None], None],
) -> None:
    check(construct, pair, None)


@pytest.mark.parametrize(
    ("construct", "side"),
    [
        pytest.param(construct, side, id=f"{construct.name}-{side.program}")
        for construct in CONSTRUCTS
        for pair in construct.pairs
        for side in pair.sides
        if side.judge == "types"
    ],
)
def test_the_type_checkers_say_what_was_recorded(
    construct: Construct, side: Side, tmp_path_factory: pytest.TempPathFactory
) -> None:
    try:
        checkers.versions()
    except CheckersMissingError as missing:
        pytest.skip(str(missing))
    # what mypy learns of Trio serves them all
    scratch = tmp_path_factory.getbasetemp()
    said = checkers.check_types(construct, side.program, scratch)
    recorded, _ = golden.read(construct, side.program, side.judge)
    assert said == recorded


def falls_asleep(side: Side) -> bool:
    """Tell whether the original waits for ever, and Go notices.

    With `-race` it does not: a program with C code in it has no deadlock detector.
    """
    return "goroutines are asleep" in ((side.ends and side.ends.stderr) or "")


WATCHED = [it for it in ORIGINALS if not falls_asleep(cast("Side", it.values[2]))]
# How the others end is seen under the race detector.
UNWATCHED = [
    it for it in ORIGINALS if it not in WATCHED or cast("Pair", it.values[1]).race
]


@pytest.mark.slow  # another build, and it waits
@pytest.mark.parametrize(("construct", "pair", "side"), UNWATCHED)
def test_original_in_real_time(
    construct: Construct, pair: Pair, side: Side, toolchain: Toolchain
) -> None:
    command = running.command(construct, side, "real", toolchain)
    output = running.run(construct, command, "real", pair, side)
    check_ending(side, output)


@pytest.mark.slow  # the race detector's builds take a while
@pytest.mark.parametrize(("construct", "pair", "side"), WATCHED)
def test_original_under_the_race_detector(
    construct: Construct,
    pair: Pair,
    side: Side,
    toolchain: Toolchain,
    lacks: Callable[[str], NoReturn],
) -> None:
    if not toolchain.can_race:
        lacks("the race detector needs a C compiler")
    variant: Variant = "race"
    command = toolchain.program(construct.name, side.program, variant)
    output = running.run(construct, command, "real", pair, side)
    if pair.race:
        assert "WARNING: DATA RACE" in output.stderr
    else:
        assert "DATA RACE" not in output.stderr
        check_ending(side, output)


def check_ending(side: Side, output: Output) -> None:
    """A run on the real clock keeps no order and no time, but it ends as it should."""
    expected = side.ends.exit if side.ends else 0
    assert output.exit == expected, output.stderr
    if not (side.ends and side.ends.stderr):
        assert output.stderr == ""
        assert output.lines


@pytest.mark.slow  # lists every Go program
def test_every_original_is_part_of_a_pair() -> None:
    in_pairs = {
        construct.folder / side.program
        for construct in CONSTRUCTS
        for pair in construct.pairs
        for side in pair.sides
        if side.language == "go"
    }
    folders = {construct.folder for construct in CONSTRUCTS}
    assert {path for f in folders for path in f.rglob("main.go")} == in_pairs
