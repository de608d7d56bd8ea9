from __future__ import annotations

import gc
import math
import weakref
from enum import IntEnum
from fractions import Fraction
from functools import partial
from typing import Any

import pytest
import trio
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    rule,
)
from trio.testing import MockClock, assert_checkpoints, wait_all_tasks_blocked

from tests.support import unprotected_functions
from trio_patterns.rate_limiter import RateLimiter, RateLimiterStatistics
from trio_patterns.testing import cancel_everywhere, explore, run


def state(limiter: RateLimiter) -> tuple[float, int]:
    statistics = limiter.statistics()
    return statistics.tokens, statistics.tasks_waiting


# Wrong use


@pytest.mark.parametrize(
    ("rate", "error", "message"),
    [
        (0, ValueError, "rate must be above 0 tokens a second, not 0"),
        (-1.5, ValueError, "rate must be above 0 tokens a second, not -1.5"),
        (math.nan, ValueError, "rate must be above 0 tokens a second, not nan"),
        (True, TypeError, "rate must be a number of tokens a second, not True"),
        ("1", TypeError, "rate must be a number of tokens a second, not '1'"),
        (None, TypeError, "rate must be a number of tokens a second, not None"),
    ],
)
def test_wrong_rate(rate: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^{message}$"):
        RateLimiter(rate)


def test_wrong_burst() -> None:
    with pytest.raises(ValueError, match=r"^burst must be at least 1, not 0$"):
        RateLimiter(1, 0)
    with pytest.raises(ValueError, match="burst is too large: a float can't hold it"):
        RateLimiter(1, burst=10**400)
    for burst in (True, 1.0, "1", None, math.inf):
        with pytest.raises(TypeError, match="burst must be an int of at least 1"):
            RateLimiter(1, burst=burst)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("tokens", "error", "message"),
    [
        (4, ValueError, "tokens must be at most the burst of 3, not 4"),
        (-1, ValueError, "tokens must be at least 0, not -1"),
        (1.0, TypeError, "tokens must be an int of at least 0, not 1.0"),
        (True, TypeError, "tokens must be an int of at least 0, not True"),
        ("1", TypeError, "tokens must be an int of at least 0, not '1'"),
    ],
)
async def test_wrong_number_of_tokens(
    tokens: Any, error: type[Exception], message: str
) -> None:
    limiter = RateLimiter(1, burst=3)
    with pytest.raises(error, match=f"^{message}$"):
        await limiter.acquire(tokens)
    with pytest.raises(error, match=f"^{message}$"):
        limiter.acquire_nowait(tokens)
    assert state(limiter) == (3, 0)


# One task


async def times(
    clock: trio.abc.Clock, limiter: RateLimiter, *requests: int
) -> list[float]:
    """When each request was served, one after the other."""
    got: list[float] = []
    for tokens in requests:
        await limiter.acquire(tokens)
        got.append(clock.current_time())
    return got


async def test_a_burst_and_then_one_at_a_time(autojump_clock: MockClock) -> None:
    limiter = RateLimiter(2, burst=3)
    assert await times(autojump_clock, limiter, *[1] * 6) == [0, 0, 0, 0.5, 1, 1.5]
    await trio.sleep(1)  # it regains two tokens
    assert await times(autojump_clock, limiter, *[1] * 4) == [2.5, 2.5, 3, 3.5]
    await trio.sleep(100)  # and not more than the burst
    assert await times(autojump_clock, limiter, *[1] * 4) == [103.5, 103.5, 103.5, 104]
    assert autojump_clock.current_time() == 104


async def test_requests_of_several_tokens(autojump_clock: MockClock) -> None:
    limiter = RateLimiter(1, burst=5)
    assert await times(autojump_clock, limiter, 3, 3, 5, 0, 1) == [0, 1, 6, 6, 7]


async def test_it_starts_full_whenever_that_is(autojump_clock: MockClock) -> None:
    limiter = RateLimiter(1, burst=2)
    await trio.sleep(0.25)
    assert await times(autojump_clock, limiter, 1, 1, 1) == [0.25, 0.25, 1.25]


async def test_without_waiting(autojump_clock: MockClock) -> None:
    limiter = RateLimiter(1, burst=3)
    limiter.acquire_nowait(2)
    with pytest.raises(trio.WouldBlock):
        limiter.acquire_nowait(2)
    limiter.acquire_nowait()
    with pytest.raises(trio.WouldBlock):
        limiter.acquire_nowait()
    limiter.acquire_nowait(0)
    assert state(limiter) == (0, 0)
    await trio.sleep(1.5)
    assert state(limiter) == (1.5, 0)
    limiter.acquire_nowait()
    assert state(limiter) == (0.5, 0)
    with pytest.raises(trio.WouldBlock):
        limiter.acquire_nowait()
    assert autojump_clock.current_time() == 1.5


async def test_acquire_is_a_checkpoint_also_when_it_need_not_wait(
    autojump_clock: MockClock,
) -> None:
    limiter = RateLimiter(1)
    for tokens in (1, 0, 1):
        with assert_checkpoints():
            await limiter.acquire(tokens)
    assert autojump_clock.current_time() == 1


async def test_acquire_in_a_cancelled_scope_takes_nothing() -> None:
    limiter = RateLimiter(1, burst=3)
    with trio.CancelScope() as scope:
        scope.cancel()
        await limiter.acquire()
    assert scope.cancelled_caught
    assert state(limiter) == (3, 0)


async def test_without_a_limit(autojump_clock: MockClock) -> None:
    limiter = RateLimiter(math.inf, burst=2)
    assert await times(autojump_clock, limiter, *[2] * 100) == [0] * 100
    assert state(limiter) == (2, 0)


async def test_a_token_in_a_hundred_million_years(autojump_clock: MockClock) -> None:
    limiter = RateLimiter(5e-324)
    await limiter.acquire()
    with trio.move_on_after(1e9) as scope:
        await limiter.acquire()
    assert scope.cancelled_caught
    assert autojump_clock.current_time() == 1e9
    assert state(limiter) == (0, 0)


async def test_a_number_may_be_of_a_subclass_of_int(autojump_clock: MockClock) -> None:
    class Size(IntEnum):
        LARGE = 3
        TOO_LARGE = 4

    limiter = RateLimiter(1, burst=3)
    assert await times(autojump_clock, limiter, Size.LARGE, Size.LARGE) == [0, 3]
    with pytest.raises(ValueError, match="at most the burst of 3"):
        limiter.acquire_nowait(Size.TOO_LARGE)


async def test_statistics_and_repr(autojump_clock: MockClock) -> None:
    limiter = RateLimiter(4, burst=3)
    assert repr(limiter).startswith(
        "<RateLimiter of 4 tokens a second, 3 at once, with 0 waiting at 0x"
    )
    async with trio.open_nursery() as nursery:
        limiter.acquire_nowait(2)
        for _ in range(2):
            nursery.start_soon(limiter.acquire, 3)
        await trio.sleep(0.125)
        assert limiter.statistics() == RateLimiterStatistics(
            rate=4, burst=3, tokens=1.5, tasks_waiting=2
        )
        assert "with 2 waiting" in repr(limiter)
    assert autojump_clock.current_time() == 1.25


def test_another_run_has_a_bucket_of_its_own() -> None:
    limiter = RateLimiter(1)  # as at the top of a module

    async def main(clock: MockClock, start: float) -> list[float]:
        await trio.sleep(start)
        return await times(clock, limiter, 1, 1)

    for start in (5, 0, 5.5, 100):
        clock = MockClock(autojump_threshold=0)
        got = trio.run(main, clock, start, clock=clock)
        assert got == [start, start + 1]


# Exact


def is_now(when: Fraction) -> bool:
    """Whether it is that time, as near as a quotient and a sum of floats can be."""
    now = trio.current_time()
    return abs(Fraction(now) - when) <= Fraction(math.ulp(now))


@pytest.mark.parametrize("rate", [10, 3, 0.7, 1e4 / 7])
@pytest.mark.parametrize("start", [0, 1e5 / 3])
@pytest.mark.parametrize("tokens", [1, 1_000])
async def test_no_drift(
    autojump_clock: MockClock, rate: float, start: float, tokens: int
) -> None:
    autojump_clock.jump(start)
    limiter = RateLimiter(rate, tokens)
    for number in range(1_000):  # so a million in all, where each takes many
        await limiter.acquire(tokens)
        exact = Fraction(start) + Fraction(number * tokens) / Fraction(rate)
        assert is_now(exact)
        if number % 100 == 0:
            await trio.sleep(0.9 * tokens / rate)  # not too long to be in time


async def test_no_drift_of_those_in_line(autojump_clock: MockClock) -> None:
    limiter = RateLimiter(10)
    got: list[float] = []

    async def take() -> None:
        await limiter.acquire()
        got.append(autojump_clock.current_time())

    async with trio.open_nursery() as nursery:
        for _ in range(1_000):
            nursery.start_soon(take)
    assert got == pytest.approx([n / 10 for n in range(1_000)], rel=0, abs=1e-12)
    assert is_now(Fraction(999, 10))


async def test_one_that_is_woken_late_does_not_delay_the_next(
    mock_clock: MockClock,
) -> None:
    limiter = RateLimiter(1)
    async with trio.open_nursery() as nursery:
        takers = Takers(mock_clock, limiter, nursery)
        for name in "abc":
            await takers.add(name)
        assert takers.got == {"a": 0}
        mock_clock.jump(1.75)
        await takers.settled()
        assert takers.got == {"a": 0, "b": 1.75}
        mock_clock.jump(0.25)
        await takers.settled()
        assert takers.got == {"a": 0, "b": 1.75, "c": 2}


# Waiting in line


class Takers:
    """Tasks that acquire, and when each got it."""

    def __init__(
        self, clock: trio.abc.Clock, limiter: RateLimiter, nursery: trio.Nursery
    ) -> None:
        self.clock = clock
        self.limiter = limiter
        self.nursery = nursery
        self.got: dict[str, float] = {}
        self.scopes: dict[str, trio.CancelScope] = {}

    async def _take(self, name: str, tokens: int, patience: float) -> None:
        with trio.move_on_after(patience) as self.scopes[name]:
            await self.limiter.acquire(tokens)
            self.got[name] = self.clock.current_time()

    async def add(
        self, name: str, tokens: int = 1, *, patience: float = math.inf
    ) -> None:
        self.nursery.start_soon(self._take, name, tokens, patience)
        await wait_all_tasks_blocked()

    async def settled(self) -> None:
        await wait_all_tasks_blocked()


async def test_turns_come_in_the_order_of_arrival(autojump_clock: MockClock) -> None:
    limiter = RateLimiter(1)
    async with trio.open_nursery() as nursery:
        takers = Takers(autojump_clock, limiter, nursery)
        for name in "abcd":
            await takers.add(name)
    assert list(takers.got.items()) == [("a", 0), ("b", 1), ("c", 2), ("d", 3)]


async def test_a_large_request_is_not_starved(autojump_clock: MockClock) -> None:
    limiter = RateLimiter(1, burst=3)
    async with trio.open_nursery() as nursery:
        limiter.acquire_nowait(2)
        takers = Takers(autojump_clock, limiter, nursery)
        await takers.add("large", 3)
        await takers.add("small", 1)  # would fit, and waits behind the large one
        await takers.add("nothing", 0)
        with pytest.raises(trio.WouldBlock):
            limiter.acquire_nowait()
        with pytest.raises(trio.WouldBlock):
            limiter.acquire_nowait(0)
        assert state(limiter) == (1, 3)
    assert takers.got == {"large": 2, "small": 3, "nothing": 3}


async def test_those_who_give_up_leave_no_gap(autojump_clock: MockClock) -> None:
    limiter = RateLimiter(1)
    async with trio.open_nursery() as nursery:
        takers = Takers(autojump_clock, limiter, nursery)
        limiter.acquire_nowait()
        for number in range(10):
            await takers.add(f"in a hurry {number}", patience=0.1)
        await takers.add("patient")
    assert takers.got == {"patient": 1}


async def test_one_after_the_other_who_give_up_leave_no_gap(
    autojump_clock: MockClock,
) -> None:
    limiter = RateLimiter(1)
    await limiter.acquire()
    for _ in range(10):
        with trio.move_on_after(0.1):
            await limiter.acquire()
    assert await times(autojump_clock, limiter, 1, 1) == [
        pytest.approx(1),
        pytest.approx(2),
    ]
    assert state(limiter) == (0, 0)


async def test_a_cancelled_large_request_lets_those_behind_it_go(
    autojump_clock: MockClock,
) -> None:
    limiter = RateLimiter(1, burst=3)
    async with trio.open_nursery() as nursery:
        limiter.acquire_nowait(2)
        takers = Takers(autojump_clock, limiter, nursery)
        await takers.add("large", 3, patience=0.5)
        await takers.add("small", 1)
        await takers.add("middle", 2)
    assert takers.got == {"small": 0.5, "middle": 2}


async def test_a_cancelled_request_behind_the_first_changes_nothing(
    autojump_clock: MockClock,
) -> None:
    limiter = RateLimiter(1)
    async with trio.open_nursery() as nursery:
        takers = Takers(autojump_clock, limiter, nursery)
        for name in "abcd":
            await takers.add(name)
        takers.scopes["c"].cancel()
        assert state(limiter) == (0, 2)
    assert takers.got == {"a": 0, "b": 1, "d": 2}


async def test_one_cancellation_of_all_serves_nobody(autojump_clock: MockClock) -> None:
    limiter = RateLimiter(1, burst=3)
    limiter.acquire_nowait(2)
    async with trio.open_nursery() as nursery:
        takers = Takers(autojump_clock, limiter, nursery)
        await takers.add("large", 3)
        for number in range(10):
            await takers.add(f"small {number}", 1)
        nursery.cancel_scope.cancel()
    assert takers.got == {}
    assert state(limiter) == (1, 0)
    limiter.acquire_nowait()


async def test_the_next_is_cancelled_while_it_becomes_the_first(
    autojump_clock: MockClock,
) -> None:
    limiter = RateLimiter(1)
    async with trio.open_nursery() as nursery:
        takers = Takers(autojump_clock, limiter, nursery)
        for name in "abcd":
            await takers.add(name)
        takers.scopes["b"].cancel()
        # Until `b` leaves, `c` is not the first. Cancel it at each of its steps.
        await trio.lowlevel.checkpoint()
        takers.scopes["c"].cancel()
    assert takers.got == {"a": 0, "d": 1}
    assert state(limiter) == (0, 0)


async def test_nobody_overtakes_one_who_is_due(autojump_clock: MockClock) -> None:
    limiter = RateLimiter(1)
    limiter.acquire_nowait()
    async with trio.open_nursery() as nursery:
        takers = Takers(autojump_clock, limiter, nursery)
        await takers.add("first")

        async def greedy() -> None:
            await trio.sleep_until(1)  # the token is there, and belongs to `first`
            if not takers.got:
                with pytest.raises(trio.WouldBlock):
                    limiter.acquire_nowait()

        for _ in range(10):  # in the order of that tick, some come before it
            nursery.start_soon(greedy)
    assert takers.got == {"first": 1}


async def test_no_task_and_no_timer_while_nobody_waits(
    autojump_clock: MockClock,
) -> None:
    limiter = RateLimiter(1)

    def living() -> tuple[int, float]:
        statistics = trio.lowlevel.current_statistics()
        return statistics.tasks_living, statistics.seconds_to_next_deadline

    before = living()
    assert before[1] == math.inf
    limiter.acquire_nowait()
    assert living() == before
    async with trio.open_nursery() as nursery:
        takers = Takers(autojump_clock, limiter, nursery)
        for name in "abc":
            await takers.add(name)
        # One timer for all of them.
        assert living() == (before[0] + 3, 1)
        nursery.cancel_scope.cancel()
    assert living() == before


# Under many orders, and cancelled everywhere


def taken(limiter: RateLimiter, since: float) -> float:
    """How many tokens were taken since it was full, if it was not full in between."""
    statistics = limiter.statistics()
    gained = (trio.current_time() - since) * statistics.rate
    return statistics.burst + gained - statistics.tokens


async def crowd(limiter: RateLimiter, got: list[int]) -> None:
    async def take(tokens: int) -> None:
        await limiter.acquire(tokens)
        got.append(tokens)

    async with trio.open_nursery() as nursery:
        for tokens in (1, 3, 0, 2, 1):
            nursery.start_soon(take, tokens)


def test_as_many_as_were_served_are_taken_in_any_order() -> None:
    async def main() -> None:
        limiter = RateLimiter(2, burst=3)
        got: list[int] = []
        await crowd(limiter, got)
        assert sorted(got) == [0, 1, 1, 2, 3]
        assert trio.current_time() == 2
        assert taken(limiter, since=0) == sum(got)

    explore(main, schedules=120)


def test_what_is_cancelled_takes_nothing_wherever_that_is() -> None:
    made: list[tuple[RateLimiter, list[int]]] = []

    async def main() -> None:
        limiter, got = RateLimiter(2, burst=3), list[int]()
        made.append((limiter, got))
        try:
            await crowd(limiter, got)
        finally:
            assert limiter.statistics().tasks_waiting == 0
            assert taken(limiter, since=0) == sum(got)

    cancel_everywhere(main, schedules=3)
    assert sum(made[-1][1]) == 7


def test_cancellations_at_any_time_lose_no_token_and_no_turn() -> None:
    async def main() -> None:
        limiter = RateLimiter(1, burst=3)
        served = 0
        ended: list[int] = []

        async def use(number: int, tokens: int, patience: float) -> None:
            nonlocal served
            with trio.move_on_after(patience):
                await limiter.acquire(tokens)
                served += tokens
            ended.append(number)

        async with trio.open_nursery() as nursery:
            for number in range(8):
                tokens = (1, 3, 2, 0)[number % 4]
                nursery.start_soon(use, number, tokens, number % 3)
        assert sorted(ended) == list(range(8))
        assert limiter.statistics().tasks_waiting == 0
        assert taken(limiter, since=0) == served

    explore(main, schedules=120)


# Ctrl-C


def test_what_changes_the_state_is_protected_from_ctrl_c() -> None:
    async def main() -> None:
        limiter = RateLimiter(2, burst=3)
        await crowd(limiter, [])
        with trio.move_on_after(0.1):
            await limiter.acquire()
        await trio.sleep(1)
        limiter.acquire_nowait()

    # What is left makes a new object.
    assert unprotected_functions(main, "trio_patterns.rate_limiter") == {
        "__init__",
        "_check_rate",
    }


# Against a model

Operation = tuple[str, Any]


class LimiterModel(RuleBasedStateMachine):
    """Write a program together with what it must lead to; run it at the end.

    The model counts in whole tokens: one comes with each second, after which the line
    is served, strictly from the front.
    """

    requests = Bundle[int]("requests")

    @initialize(burst=st.integers(1, 5))
    def start(self, burst: int) -> None:
        self.burst = self.tokens = burst
        self.line: dict[int, int] = {}
        self.got: set[int] = set()
        self.names = 0
        self.program: list[Operation] = []

    def serve(self) -> None:
        while self.line:
            name, tokens = next(iter(self.line.items()))
            if tokens > self.tokens:
                break
            del self.line[name]
            self.tokens -= tokens
            self.got.add(name)

    def settle(self) -> None:
        self.serve()
        self.program.append(
            ("expect", (self.tokens, len(self.line), frozenset(self.got)))
        )

    @rule(seconds=st.integers(1, 7))
    def wait(self, seconds: int) -> None:
        self.settle()
        for _ in range(seconds):
            self.tokens = min(self.burst, self.tokens + 1)
            self.serve()
        self.program.append(("wait", seconds))
        self.settle()

    @rule(target=requests, tokens=st.integers(0, 5))
    def acquire(self, tokens: int) -> int:
        self.settle()
        self.names += 1
        if tokens > self.burst:
            self.program.append(("refuse", (ValueError, tokens)))
        else:
            self.line[self.names] = tokens
            self.program.append(("acquire", (self.names, tokens)))
        self.settle()
        return self.names

    @rule(tokens=st.integers(0, 5))
    def acquire_nowait(self, tokens: int) -> None:
        self.settle()
        if tokens > self.burst:
            self.program.append(("refuse", (ValueError, tokens)))
        elif self.line or tokens > self.tokens:
            self.program.append(("refuse", (trio.WouldBlock, tokens)))
        else:
            self.tokens -= tokens
            self.program.append(("acquire_nowait", tokens))

    @rule(name=consumes(requests))
    def cancel(self, name: int) -> None:
        self.line.pop(name, None)
        self.program.append(("cancel", name))

    def teardown(self) -> None:
        self.settle()
        run(partial(self.replay, self.program, self.burst))

    @staticmethod
    async def replay(program: list[Operation], burst: int) -> None:
        limiter = RateLimiter(1, burst)
        scopes: dict[int, trio.CancelScope] = {}
        got: set[int] = set()

        async def taker(name: int, tokens: int) -> None:
            with trio.CancelScope() as scopes[name]:
                await limiter.acquire(tokens)
                got.add(name)

        async with trio.open_nursery() as nursery:
            for operation, argument in program:
                match operation:
                    case "acquire":
                        nursery.start_soon(taker, *argument)
                    case "acquire_nowait":
                        limiter.acquire_nowait(argument)
                    case "refuse":
                        error, tokens = argument
                        with pytest.raises(error):
                            limiter.acquire_nowait(tokens)
                    case "cancel":
                        if argument in scopes:
                            scopes[argument].cancel()
                    case "wait":
                        await trio.sleep(argument)
                    case _:
                        await wait_all_tasks_blocked()
                        assert (*state(limiter), frozenset(got)) == argument
            nursery.cancel_scope.cancel()


TestLimiterModel = LimiterModel.TestCase
TestLimiterModel.settings = settings(
    max_examples=100, stateful_step_count=25, deadline=None
)


# Memory


class Thing:
    pass


def test_nothing_is_kept_alive() -> None:
    gone: list[weakref.ref[Any]] = []

    async def take(limiter: RateLimiter, thing: Thing) -> None:
        with trio.move_on_after(1.5):
            await limiter.acquire()
        gone.append(weakref.ref(thing))

    async def main() -> None:
        limiter = RateLimiter(1)
        async with trio.open_nursery() as nursery:
            for _ in range(4):
                nursery.start_soon(take, limiter, Thing())
        await trio.lowlevel.checkpoint()  # Trio still held the last task
        assert [ref() for ref in gone] == [None] * 4
        gone.append(weakref.ref(limiter))
        del limiter
        assert gone[-1]() is None

    gc.disable()
    try:
        run(main)
    finally:
        gc.enable()
