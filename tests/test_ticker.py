from __future__ import annotations

import math
import weakref
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st

from tests.support import no_garbage_collector
from trio_patterns.testing import (
    DeadlockError,
    cancel_everywhere,
    explore,
    run,
)
from trio_patterns.ticker import Ticker

if TYPE_CHECKING:
    from trio.testing import MockClock


async def ticks(ticker: Ticker, *busy: float) -> list[tuple[float, float]]:
    """When each tick was due, and when it was given to a reader so busy."""
    got: list[tuple[float, float]] = []
    start = trio.current_time()
    remaining = iter(busy)
    async for when in ticker:
        got.append((when - start, trio.current_time() - start))
        seconds = next(remaining, None)
        if seconds is None:
            break
        await trio.sleep(seconds)
    return got


async def test_the_first_tick_comes_after_one_period(autojump_clock: MockClock) -> None:
    await trio.sleep(10)
    assert await ticks(Ticker(2), 0, 0) == [(2, 2), (4, 4), (6, 6)]
    assert autojump_clock.current_time() == 16


@pytest.mark.parametrize("period", [1, 0.25, 8])
@pytest.mark.parametrize(
    ("overrun", "expected"),
    [
        # After a body that takes a period and the overrun, in periods.
        (-0.5, [(1, 1), (2, 2), (3, 3), (4, 4)]),
        (0, [(1, 1), (2, 2), (3, 3), (4, 4)]),
        (0.5, [(1, 1), (2, 2.5), (3, 3), (4, 4)]),
        (1, [(1, 1), (2, 3), (4, 4), (5, 5)]),
        (2.5, [(1, 1), (2, 4.5), (5, 5), (6, 6)]),
    ],
)
async def test_overruns(
    autojump_clock: MockClock,
    period: float,
    overrun: float,
    expected: list[tuple[float, float]],
) -> None:
    assert autojump_clock.current_time() == 0
    got = await ticks(Ticker(period), (1 + overrun) * period, 0, 0)
    assert [(due / period, given / period) for due, given in got] == expected


eighths = st.integers(0, 100).map(lambda number: number / 8)  # exact in binary


@given(period=eighths.filter(bool), busy=st.lists(eighths))
def test_against_a_formula(period: float, busy: list[float]) -> None:
    expected: list[tuple[float, float]] = []
    now, due = 0.0, period
    for seconds in [*busy, 0]:
        now = max(now, due)
        expected.append((due, now))
        due = (now // period + 1) * period
        now += seconds
    assert run(ticks, Ticker(period), *busy) == expected


@given(
    start=st.floats(0, 1e6),
    period=st.floats(1e-3, 1e3),
    busy=st.lists(st.floats(0, 5), max_size=20),
)
def test_whatever_is_rounded(start: float, period: float, busy: list[float]) -> None:
    """Each tick is on phase, none comes early, and what was missed is no burst."""

    async def main() -> None:
        await trio.sleep(start)
        begin = taken = trio.current_time()
        remaining = iter(busy)
        async for when in Ticker(period):
            assert when == begin + round((when - begin) / period) * period
            assert taken < when <= trio.current_time()
            taken = trio.current_time()
            seconds = next(remaining, None)
            if seconds is None:
                break
            await trio.sleep(seconds * period)

    run(main)


async def test_one_overrun_after_another(autojump_clock: MockClock) -> None:
    assert await ticks(Ticker(1), 1.5, 1.5, 1.5, 0, 0) == [
        (1, 1),
        (2, 2.5),
        (3, 4),
        (5, 5.5),
        (6, 6),
        (7, 7),
    ]
    assert autojump_clock.current_time() == 7


@pytest.mark.parametrize("start", [0.0, 0.7, 1e5 / 3, 1e9 + 0.1])
@pytest.mark.parametrize("period", [0.1, 1 / 3, 1e-4])
async def test_no_drift(autojump_clock: MockClock, start: float, period: float) -> None:
    await trio.sleep(start)
    start = trio.current_time()
    expected = 1
    async for when in Ticker(period):
        assert when == start + expected * period
        if when > start:  # the clock is fine enough
            assert trio.current_time() == when
        if expected == 1000:
            break
        expected += 1
    assert autojump_clock.current_time() == start + 1000 * period


async def test_lost_ticks_are_never_given_twice_or_early(
    autojump_clock: MockClock,
) -> None:
    """Wherever rounding puts the reader, the next tick is the next on phase."""
    period = 0.1
    start = trio.current_time()
    previous, missed = 0.0, 1
    async for when in Ticker(period):
        now = autojump_clock.current_time()
        assert previous < when <= now
        previous = when
        missed += 1
        if missed == 200:
            break
        # Exactly to a later tick, as this clock sees it.
        autojump_clock.jump(
            max(0, start + (round(now / period) + missed) * period - now)
        )
    gaps_are_whole = round((previous - start) / period) * period + start
    assert math.isclose(previous, gaps_are_whole)


async def test_at_the_moment_of_a_later_tick_there_is_no_burst(
    autojump_clock: MockClock,
) -> None:
    for late in range(2, 300):
        ticker = Ticker(0.1)
        assert ticker.due() == autojump_clock.current_time() + 0.1
        start = autojump_clock.current_time()
        autojump_clock.jump(start + late * 0.1 - start)
        ticker.tick_nowait()
        with pytest.raises(trio.WouldBlock):
            ticker.tick_nowait()


async def test_a_cancelled_step_does_not_end_it(autojump_clock: MockClock) -> None:
    loop = aiter(Ticker(1))
    for _ in range(3):
        with trio.move_on_after(0.25) as scope:
            await anext(loop)
        assert scope.cancelled_caught
    assert await anext(loop) == 1
    await trio.sleep(0.5)
    with trio.CancelScope() as scope:
        scope.cancel()
        await anext(loop)
    assert scope.cancelled_caught
    await trio.sleep(0.75)
    # It is due, and yet a cancelled step does not take it.
    with trio.CancelScope() as scope:
        scope.cancel()
        await anext(loop)
    assert scope.cancelled_caught
    assert await anext(loop) == 2
    assert autojump_clock.current_time() == 2.25
    async for when in loop:
        assert when == 3
        break


async def test_each_step_is_a_checkpoint(autojump_clock: MockClock) -> None:
    loop = aiter(Ticker(1))
    with trio.testing.assert_checkpoints():
        await anext(loop)
    autojump_clock.jump(1.5)
    with trio.testing.assert_checkpoints():
        assert await anext(loop) == 2


async def test_one_loop_at_a_time(autojump_clock: MockClock) -> None:
    ticker = Ticker(0.5)
    async for _ in ticker:
        with pytest.raises(
            RuntimeError, match=r"Ticker\(0.5\) serves one loop at a time"
        ):
            aiter(ticker)
        break
    # That loop is over.
    async for _ in ticker:
        break

    async def fail() -> None:
        async for _ in ticker:
            raise KeyError

    for _ in range(2):
        with pytest.raises(KeyError):
            await fail()
    with trio.move_on_after(0.1) as scope:
        async for _ in ticker:
            pass
    assert scope.cancelled_caught
    async for _ in ticker:
        break
    async with trio.open_nursery() as nursery:
        nursery.start_soon(ticks, ticker, 1)
        await trio.sleep(0.1)
        with pytest.raises(RuntimeError, match="another is under way"):
            await ticks(ticker)
    assert autojump_clock.current_time() == 4.1


async def test_each_loop_has_its_own_phase(autojump_clock: MockClock) -> None:
    ticker = Ticker(1)
    assert await ticks(ticker) == [(1, 1)]
    await trio.sleep(0.25)
    assert await ticks(ticker, 0) == [(1, 1), (2, 2)]
    assert autojump_clock.current_time() == 3.25


async def test_without_a_loop(autojump_clock: MockClock) -> None:
    ticker = Ticker(2)
    with pytest.raises(trio.WouldBlock):
        ticker.tick_nowait()
    assert ticker.due() == 2
    await trio.sleep(5)
    assert ticker.due() == 2
    assert ticker.tick_nowait() == 2
    assert ticker.due() == 6
    assert await ticker.tick() == 6
    # A loop begins anew, and so does what comes after it.
    await trio.sleep(0.5)
    assert await ticks(ticker) == [(2, 2)]
    await trio.sleep(0.5)
    assert await ticker.tick() == 11
    assert autojump_clock.current_time() == 11


def test_two_who_take_the_same_ticks() -> None:
    async def main() -> None:
        ticker = Ticker(1)
        loop = aiter(ticker)
        got: list[float] = []

        async def reader() -> None:
            while len(got) < 5:
                got.append(await anext(loop))

        async with trio.open_nursery() as nursery:
            for _ in range(3):
                nursery.start_soon(reader)
        assert got == [1, 2, 3, 4, 5, 6, 7][: len(got)]

    explore(main, schedules=50)


def test_cancelled_at_each_step() -> None:
    async def main() -> None:
        ticker = Ticker(1)
        assert await ticks(ticker, 0.5, 2.5, 0) == [(1, 1), (2, 2), (3, 4.5), (5, 5)]

    cancel_everywhere(main)


@pytest.mark.parametrize("period", [0, -1, 1e-10, math.inf, math.nan])
def test_bad_periods(period: float) -> None:
    with pytest.raises(ValueError, match=f"period must be .* not {period}"):
        Ticker(period)


@pytest.mark.parametrize("period", ["1", None, True])
def test_periods_that_are_no_numbers(period: Any) -> None:
    with pytest.raises(TypeError, match=f"period must be .*, not {period!r}"):
        Ticker(period)


def test_it_shows_its_period() -> None:
    assert repr(Ticker(0.5)) == "Ticker(0.5)"
    assert Ticker(0.5).period == 0.5


async def test_nothing_is_kept_alive(autojump_clock: MockClock) -> None:
    with no_garbage_collector():
        ticker = Ticker(1)
        reference = weakref.ref(ticker)
        await ticks(ticker, 2.5)
        with trio.move_on_after(0.5):
            await ticks(ticker)
        del ticker
        # Trio keeps the last error that it gave us, for the rest of this step.
        await trio.lowlevel.checkpoint()
        assert reference() is None
    assert autojump_clock.current_time() == 4


def test_a_ticker_whose_phase_is_of_an_earlier_run() -> None:
    """The clocks of two runs have nothing in common: it might never be due."""
    ticker = Ticker(1)

    async def once() -> None:
        assert ticker.due() == trio.current_time() + 1

    async def again() -> None:
        with pytest.raises(RuntimeError, match="has its phase from another"):
            ticker.due()
        async for _ in ticker:  # a loop starts a phase of its own
            break

    run(once)
    run(again)


def test_a_ticker_silences_no_deadlock_detector() -> None:
    async def main() -> None:
        ticker = Ticker(1)
        async for _ in ticker:
            break
        await trio.Event().wait()
        del ticker  # alive until here

    with pytest.raises(DeadlockError):
        run(main)
