"""`RateLimiter`: so many a second, and no more.

A token bucket: it holds up to ``burst`` tokens, gains ``rate`` of them a second, and
whoever wants to go takes one. Nothing has to run to fill it: what the bucket holds
follows from the clock, from the time at which it was last full, and from the number of
tokens that were taken since.

The time at which a token is due is one quotient away from that start, as a tick of a
`Ticker` is one product away. A sum of many waits would collect a rounding error with
each of them, and the lateness of each wake-up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import trio

from ._checks import NotCopied, check_count, to_float


@final
@dataclass(frozen=True, slots=True)
class RateLimiterStatistics:
    """Debugging information about a `RateLimiter`.

    Attributes:
        rate: The tokens that the bucket gains in a second.
        burst: The tokens that the bucket can hold.
        tokens: The tokens that it holds now. They grow by fractions.
        tasks_waiting: The number of tasks blocked in `RateLimiter.acquire`.
    """

    rate: float
    burst: int
    tokens: float
    tasks_waiting: int


@final
class RateLimiter(NotCopied):
    """Let so many through a second; Go's ``rate.Limiter`` of ``golang.org/x/time``.

    A bucket holds up to ``burst`` tokens, is full at first, and gains ``rate`` tokens a
    second. Each request takes one token, or as many as it is worth, and waits until
    they are there. So in any ``t`` seconds at most ``burst + rate * t`` tokens are
    taken. That is a limit of the rate at which requests *start*; how many of them go on
    at once is for a `trio.CapacityLimiter`.

    It is fair: requests are served strictly in the order in which they came. A large
    one is not starved by small ones. A cancelled one has taken nothing, and those
    behind it go as early as if it had never come. (In Go, those behind it keep the
    times that they were given when they came.)

    Go's ``Wait`` fails at once if its deadline comes before its turn. Here it waits
    until one of them comes: those in front may give up, and it goes earlier than one
    could tell. For a limit on the wait, put a cancel scope around it.

    The limiter runs no task, and sets no timer while nobody waits. Its bucket belongs
    to the clock of a run: in another ``trio.run`` it starts full again.

    The Go original: https://pkg.go.dev/golang.org/x/time/rate

    Args:
        rate: The tokens that the bucket gains in a second, above 0. With `math.inf`
            nobody ever waits.
        burst: The tokens that the bucket can hold, at least 1: as many can be taken at
            once after a quiet time.

    Raises:
        ValueError: The rate is not above 0, or the burst is below 1; or one is too
            large for a float.
        TypeError: The rate is not a number, or the burst not an int.

    Example:
        >>> async def main() -> None:
        ...     limiter = RateLimiter(2, burst=3)
        ...     for number in range(5):
        ...         await limiter.acquire()
        ...         print(f"{trio.current_time()} s: request {number}")
        >>> run(main)
        0.0 s: request 0
        0.0 s: request 1
        0.0 s: request 2
        0.5 s: request 3
        1.0 s: request 4
    """

    def __init__(self, rate: float, burst: int = 1) -> None:
        self._rate = _check_rate(rate)
        self._burst = check_count("burst", burst, least=1)
        to_float("burst", self._burst, "of tokens")  # raises, if it is too large
        # The bucket was full at `_start` by `_clock`; since then `_taken` are gone.
        self._clock: trio.abc.Clock | None = None
        self._start = 0.0
        self._taken = 0
        # The first in line, who waits for the tokens. The others are in the lot, and
        # wait for being the first: one timer serves them all.
        # Invariant: without a first, nobody is in the lot.
        self._first: trio.lowlevel.Task | None = None
        self._lot = trio.lowlevel.ParkingLot()

    def __repr__(self) -> str:
        return (
            f"<RateLimiter of {self._rate:g} tokens a second, {self._burst} at once, "
            f"with {self._tasks_waiting()} waiting at {id(self):#x}>"
        )

    @trio.lowlevel.enable_ki_protection
    def acquire_nowait(self, tokens: int = 1) -> None:
        """Take tokens without waiting; Go's ``Allow`` and ``AllowN``.

        Args:
            tokens: The number of tokens, from 0 up to the burst.

        Raises:
            trio.WouldBlock: There are not enough tokens, or others wait already.
            ValueError: The number is negative or above the burst.
            TypeError: The number is not an int.
        """
        tokens = self._check_tokens(tokens)
        if not self._take(tokens):
            raise trio.WouldBlock

    @trio.lowlevel.enable_ki_protection
    async def acquire(self, tokens: int = 1) -> None:
        """Take tokens, all of them at once, when it is this request's turn.

        Go's ``Wait`` and ``WaitN``. A request for 0 tokens takes nothing, and waits its
        turn like any other. A cancelled ``acquire`` has taken nothing.

        Args:
            tokens: The number of tokens, from 0 up to the burst.

        Raises:
            ValueError: The number is negative, or above the burst, so that there would
                never be enough. Take a large number in several portions.
            TypeError: The number is not an int.
        """
        tokens = self._check_tokens(tokens)
        await trio.lowlevel.checkpoint_if_cancelled()
        if self._take(tokens):
            await trio.lowlevel.cancel_shielded_checkpoint()
        else:
            await self._wait(tokens)

    def statistics(self) -> RateLimiterStatistics:
        """Return an object with debugging information, inside a run."""
        now = self._now()
        tokens: float = self._burst
        if now < self._full():
            tokens += (now - self._start) * self._rate - self._taken
        return RateLimiterStatistics(
            rate=self._rate,
            burst=self._burst,
            tokens=max(0.0, tokens),
            tasks_waiting=self._tasks_waiting(),
        )

    def _check_tokens(self, tokens: int) -> int:
        if type(tokens) is int and 0 <= tokens <= self._burst:
            return tokens  # without a call, as each use comes by here
        tokens = check_count("tokens", tokens, least=0)
        if tokens > self._burst:
            raise ValueError(
                f"tokens must be at most the burst of {self._burst}, not {tokens}"
            )
        return tokens

    def _now(self) -> float:
        clock = trio.lowlevel.current_clock()
        now = clock.current_time()
        if clock is not self._clock:
            self._clock, self._start, self._taken = clock, now, 0
        return now

    def _full(self) -> float:
        """Return when the bucket is full, if nobody takes anything until then."""
        return self._start + self._taken / self._rate

    def _due(self, tokens: int) -> float:
        """Return when there are so many tokens in the bucket, or were."""
        return self._start + (self._taken + tokens - self._burst) / self._rate

    def _take(self, tokens: int) -> bool:
        if self._first is not None:
            return False
        now = self._now()
        if now >= self._full():
            self._start, self._taken = now, 0  # what would be too much is gone
        if now < self._due(tokens):
            return False
        self._taken += tokens
        return True

    async def _wait(self, tokens: int) -> None:
        if self._first is None:
            self._first = trio.lowlevel.current_task()
        else:
            await self._lot.park()  # until the one in front makes this one the first
        try:
            await trio.sleep_until(self._due(tokens))
            # At the time at which they were due, however late this task is: so the
            # next request is not late as well.
            self._taken += tokens
        finally:
            woken = self._lot.unpark()
            self._first = woken[0] if woken else None

    def _tasks_waiting(self) -> int:
        return len(self._lot) + (self._first is not None)


def _check_rate(rate: object) -> float:
    number = to_float("rate", rate, "of tokens a second")
    if not number > 0:  # so that NaN is refused as well
        raise ValueError(f"rate must be above 0 tokens a second, not {rate}")
    return number
