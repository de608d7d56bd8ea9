"""Against the floor, the helpers that services use: a rate limiter.

As in `floor`, what is written by hand does the job and no more.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

import trio

from trio_patterns import RateLimiter

from .measuring import Contest

if TYPE_CHECKING:
    from .measuring import Job


class Limiter(Protocol):
    async def acquire(self) -> None: ...


class LimiterByHand:
    """A token bucket for one token at a time."""

    def __init__(self, rate: float, burst: int) -> None:
        self.period = 1 / rate
        self.burst = burst
        self.full_at = trio.current_time()
        self.turn = trio.Lock()

    @trio.lowlevel.enable_ki_protection
    async def acquire(self) -> None:
        async with self.turn:
            now = trio.current_time()
            due = self.full_at - (self.burst - 1) * self.period
            if now < due:
                await trio.sleep_until(due)
            self.full_at = max(self.full_at, now) + self.period


def limiters(rate: float, burst: int) -> dict[str, Limiter]:
    return {
        "by hand": LimiterByHand(rate, burst),
        "RateLimiter": RateLimiter(rate, burst),
    }


def limiter_with_tokens(_: trio.Nursery) -> dict[str, Job]:
    return {name: limiter.acquire for name, limiter in limiters(1e9, 1_000_000).items()}


def limiter_one_after_the_other(_: trio.Nursery) -> dict[str, Job]:
    async def take(limiter: Limiter) -> None:
        for _ in range(10):
            await limiter.acquire()

    return {name: partial(take, its) for name, its in limiters(1, 1).items()}


def limiter_in_line(_: trio.Nursery) -> dict[str, Job]:
    async def all_through(limiter: Limiter) -> None:
        async with trio.open_nursery() as nursery:
            for _ in range(10):
                nursery.start_soon(limiter.acquire)

    return {name: partial(all_through, its) for name, its in limiters(1, 1).items()}


CONTESTS = [
    Contest("A rate limiter that has tokens", limiter_with_tokens, goal=1.1),
    Contest(
        "A rate limiter, 10 tokens one after the other",
        limiter_one_after_the_other,
        goal=1.1,
        on_mock_clock=True,
    ),
    Contest(
        "A rate limiter with 10 tasks waiting",
        limiter_in_line,
        goal=1.1,
        on_mock_clock=True,
    ),
]
