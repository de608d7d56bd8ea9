from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_patterns.timeline import Moment
from trio_patterns.timeline._axis import Axis, seconds_in_words


@pytest.mark.parametrize(
    ("end", "unit", "labels"),
    [
        (0.1, "ms", "0 20 40 60 80 100"),
        (1, "s", "0 0.2 0.4 0.6 0.8 1"),
        (0.6, "ms", "0 100 200 300 400 500 600"),
        (90, "s", "0 10 20 30 40 50 60 70 80 90"),
        (600, "min", "0 2 4 6 8 10"),
        (3 * 3600, "h", "0 0.5 1 1.5 2 2.5 3"),
        (3e-6, "µs", "0 0.5 1 1.5 2 2.5 3"),
        (7e-8, "ns", "0 10 20 30 40 50 60 70"),
    ],
)
def test_axis_has_round_numbers_in_a_unit_that_fits(
    end: float, unit: str, labels: str
) -> None:
    axis = Axis(Moment(end, 3), 100)
    assert axis.unit == unit
    assert " ".join(label for _, label in axis.ticks()) == labels
    places = [x for x, _ in axis.ticks()]
    assert places[0] == 100
    assert places[-1] <= axis.right + 1e-6
    assert axis.x(Moment(end * 2, 0)) == axis.right


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (1.5, "1.5 s"),
        (0.075, "75 ms"),
        (0.00184, "1840 µs"),
        (90, "90 s"),
        (7200, "2 h"),
    ],
)
def test_seconds_in_words(seconds: float, words: str) -> None:
    assert seconds_in_words(seconds) == words


@given(
    st.floats(min_value=1e-9, max_value=1e6),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20)), max_size=3),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20)), min_size=2),
)
def test_what_comes_later_is_further_to_the_right(
    end: float, stuck: list[tuple[float, int]], moments: list[tuple[float, int]]
) -> None:
    deadlocks = in_order(stuck, end)
    axis = Axis(Moment(end, 21), 100.0, deadlocks)
    places = [axis.x(moment) for moment in in_order(moments, end)]
    for one, other in pairwise(places):
        assert one <= other or math.isclose(one, other)
    assert all(axis.left <= x <= axis.right + 1e-6 for x in places)
    assert axis.x(Moment(end, 21)) == pytest.approx(axis.right)
    for (_, end_of_one), (start, _) in pairwise(axis.gaps()):
        assert end_of_one <= start + 1e-6


def in_order(parts: list[tuple[float, int]], end: float) -> list[Moment]:
    """Moments as a recording has them: later in time, and in steps."""
    times, steps = sorted(part[0] for part in parts), sorted(part[1] for part in parts)
    return [Moment(time * end, step) for time, step in zip(times, steps, strict=True)]


@given(st.floats(min_value=1e-9, max_value=1e6))
def test_numbers_on_the_axis(end: float) -> None:
    axis = Axis(Moment(end, 1), 0.0)
    ticks = axis.ticks()
    assert 3 <= len(ticks) <= 10
    assert ticks[0] == (0, "0")
    numbers = [float(label) for _, label in ticks]
    for number, (x, _) in zip(numbers, ticks, strict=True):
        assert x / axis.right == pytest.approx(number / axis.length, abs=1e-6)
