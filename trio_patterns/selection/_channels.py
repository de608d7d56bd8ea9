"""Which cases wait on the same memory channel, through whichever of its halves.

A select waits in each channel once: withdrawing a waiter from a channel that is in the
middle of waking its waiters, as on `close()`, would break that walk.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, ref

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .cases import Half, Numbered

# A cache. Maps a half to a set of halves, itself included, that are known to belong to
# different channels. They never change, and loops ask for the same ones each time.
_known_distinct: WeakKeyDictionary[Half, frozenset[ref[Half]]] = WeakKeyDictionary()
_NOTHING: frozenset[ref[Half]] = frozenset()


def group_by_channel(cases: Sequence[Numbered]) -> list[list[Numbered]]:
    """Put the cases together that wait on the same memory channel."""
    groups: dict[Any, list[Numbered]] = {}
    for numbered in cases:
        groups.setdefault(numbered[1].waits_on, []).append(numbered)
    halves: list[Half] = list(groups)
    if len(halves) > 1:
        refs = frozenset(map(ref, halves))
        if not (
            refs <= _known_distinct.get(halves[0], _NOTHING)
            or any(refs <= _known_distinct.get(half, _NOTHING) for half in halves[1:])
        ):
            same = _find_same(halves)
            for half, first in same.items():
                groups[first] += groups.pop(half)
            if not same:
                _known_distinct.update(dict.fromkeys(halves, refs))
    return list(groups.values())


def has_several_halves(group: Sequence[Numbered]) -> bool:
    """Tell whether the cases of a group hold more than one half of their channel."""
    return len(group) > 1 and any(
        case.waits_on is not group[0][1].waits_on for _, case in group
    )


def _find_same(halves: Sequence[Half]) -> dict[Half, Half]:
    """Map each half to the first one of the same channel, if that is another.

    The public interface shows it: while there is one more clone of a half, all the
    halves of its channel count one more. So each half is cloned, unless its count has
    already changed.
    """
    firsts: list[Half] = []
    others: list[Half] = []
    before = [half.statistics() for half in halves]
    with ExitStack() as clones:
        for half, statistics in zip(halves, before, strict=True):
            if half.statistics() == statistics:
                clones.enter_context(half.clone())
                firsts.append(half)
            else:
                others.append(half)
    # Which of the first ones, is found out for all the others at once: each reads the
    # number of its first one bit by bit. One after the other would take n * n clones.
    numbers = [0] * len(others)
    for bit in range(len(firsts).bit_length() if others else 0):
        before = [half.statistics() for half in others]
        with ExitStack() as clones:
            for number, first in enumerate(firsts):
                if number >> bit & 1:
                    clones.enter_context(first.clone())
            for index, half in enumerate(others):
                numbers[index] |= (half.statistics() != before[index]) << bit
    return {half: firsts[numbers[i]] for i, half in enumerate(others)}
