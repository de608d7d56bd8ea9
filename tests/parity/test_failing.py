"""Each datacenter fails in its turn: both sides of a pair must do the same about it.

By default it is tried on `hedged`, the first example of them all. The others are slow:
each is another build of the Go program.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from functools import cache
from secrets import randbits
from typing import TYPE_CHECKING

import pytest

from trio_patterns.guide import parity
from trio_patterns.guide.catalogue import Construct, Pair, load
from trio_patterns.guide.forks import Forks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trio_patterns.guide.toolchain import Toolchain

# A pair that differs by design says already how each side ends, with its own failures.
ASKING = {
    (construct, number): sorted(set(re.findall(r"\bdatacenter\.([A-Z]{3})\b", go)))
    for construct in load().constructs
    for number, pair in enumerate(construct.pairs)
    if pair.go and pair.trio and pair.compare != "different"
    if construct.clock == "virtual"
    if "datacenter." in (go := (construct.folder / pair.go).read_text(encoding="utf-8"))
}


def marks(construct: Construct, number: int) -> list[pytest.MarkDecorator]:
    return [pytest.mark.slow] if number > 0 or construct.name != "hedged" else []


def test_each_pair_that_asks_datacenters_says_what_a_failure_does() -> None:
    silent = [
        f"{construct.name}: {construct.pairs[number].trio}"
        for construct, number in ASKING
        if not construct.pairs[number].failing
    ]
    assert silent == []


def test_no_other_pair_says_so() -> None:
    others = [
        f"{construct.name}: {pair.trio}"
        for construct in load().constructs
        for number, pair in enumerate(construct.pairs)
        if pair.failing and (construct, number) not in ASKING
    ]
    assert others == []


@pytest.fixture(scope="module")
def forks() -> Iterator[Callable[[str], Forks]]:
    """Gives each datacenter forks of its own, which have their first environment."""
    with ExitStack() as stack:

        @cache
        def forks_of(datacenter: str) -> Forks:  # noqa: ARG001  # the key of the cache
            return stack.enter_context(Forks(seed=randbits(16)))

        yield forks_of


@pytest.fixture
def let_fail(
    forks: Callable[[str], Forks], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Forks]:
    """Lets a datacenter fail from now on, and gives the forks in which it fails."""

    def let_fail(datacenter: str) -> Forks:
        monkeypatch.setenv("FAILING_DATACENTER", datacenter)
        return forks(datacenter)

    return let_fail


@pytest.mark.parametrize(
    ("construct", "pair", "datacenters"),
    [
        pytest.param(
            construct,
            construct.pairs[number],
            datacenters,
            id=f"{construct.name}-{construct.pairs[number].trio}",
            marks=marks(construct, number),
        )
        for (construct, number), datacenters in ASKING.items()
    ],
)
def test_a_datacenter_that_fails_does_the_same_on_both_sides(
    construct: Construct,
    pair: Pair,
    datacenters: list[str],
    toolchain: Toolchain,
    let_fail: Callable[[str], Forks],
) -> None:
    differences: list[str] = []
    for name in datacenters:
        forks = let_fail(name)
        go, trio = (forks.run(construct, pair, side, toolchain) for side in pair.sides)
        differences += [
            f"{name} fails: {difference}"
            for difference in parity.compare_failing(pair, go, trio)
        ]
    if pair.failing == "different":
        assert differences, "they do the same: failing = 'same'"
    else:
        assert differences == []
