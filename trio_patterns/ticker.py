"""A ticker that keeps its phase: Go's `time.Ticker` as an async iterator.

The idea in one picture, with a period of 1 and a reader that is busy from 1 to 3.5:

    phase     |    1    2    3    4    5
    reader    |    1----------2   4    5        the ticks it gets
    time      0    1         3.5  4    5        when it gets them

While nobody reads, one tick is kept and the later ones are lost, so a slow reader is
never swamped by a burst. The tick that was kept is due at once, and the one after it is
on phase again: the delay of one step is not added to the next.

The nth tick is computed from the start, ``start + n * period``. A sum of many periods
would collect a rounding error with every tick; a product has one.
"""

from __future__ import annotations

import math
import weakref
from typing import TYPE_CHECKING

import trio

from ._checks import NotCopied, check_seconds

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable
    from typing import Self

# Go's unit of time. Below it, adding a period to Trio's clock might not change it.
_SHORTEST_PERIOD = 1e-9


class Ticker(NotCopied):
    """Tick once per period, without drift: Go's `time.Ticker`.

    Use it for work that is to be done at a steady rate, such as polling, sampling or
    a heartbeat. A loop around `trio.sleep` would run late by the duration of its body,
    each time round; a ticker does not. Beside channels, in a service loop, use
    `trio_patterns.tick` in a `trio_patterns.select`.

    The phase of the ticks starts with the loop, and the first tick comes one period
    later. A reader that is busy for longer than a period loses ticks, as in Go: one is
    kept for it and is due at once, and the next are on phase again. The value of each
    step is the time at which its tick was due, on the clock of `trio.current_time`.

    Each step is a checkpoint. One that is cancelled takes no tick and does not end the
    ticker. Nothing has to be stopped afterwards: between the steps there is no timer,
    task or async generator.

    A ticker serves one loop at a time. The loop is over when its iterator is gone,
    which `async for` sees to; then another can begin, with a phase of its own. Create
    one for each `trio.run`.

    The Go original: https://pkg.go.dev/time#NewTicker

    Args:
        period: The seconds from one tick to the next, at least a nanosecond.

    Raises:
        TypeError: The period is not a number.
        ValueError: The period is not finite, or less than a nanosecond.
        RuntimeError: From ``async for``: another loop over this ticker is under way.
            From a `select`: its phase started in another `trio.run`.

    Example:
        >>> async def main() -> None:
        ...     start = trio.current_time()
        ...     async for when in Ticker(1):
        ...         print(f"due {when - start}, given {trio.current_time() - start}")
        ...         if when - start == 1:
        ...             await trio.sleep(2.5)  # Too long: the tick at 3 is lost.
        ...         if when - start == 4:
        ...             break
        >>> run(main)
        due 1.0, given 1.0
        due 2.0, given 3.5
        due 4.0, given 4.0
    """

    def __init__(self, period: float) -> None:
        period = check_seconds("period", period)
        if not (_SHORTEST_PERIOD <= period < math.inf):
            raise ValueError(
                "period must be a finite number of seconds, at least "
                f"{_SHORTEST_PERIOD}, not {period}"
            )
        self._period = period
        self._start: float | None = None
        # The next tick to be given is the one that is due at start + count * period.
        self._count = 1
        self._loop: weakref.ref[_Loop] | None = None
        # That of the run in which the phase started. Not the run's token: whoever has
        # that may be about to use it, as far as the deadlock detector knows.
        self._root_task: weakref.ref[trio.lowlevel.Task] | None = None

    def __repr__(self) -> str:
        return f"Ticker({self._period})"

    @property
    def period(self) -> float:
        """The seconds from one tick to the next."""
        return self._period

    @trio.lowlevel.enable_ki_protection
    def due(self) -> float:
        """Return the time at which the next tick is due, or was.

        If no phase is under way, one starts now.
        """
        return self._phase() + self._count * self._period

    @trio.lowlevel.enable_ki_protection
    def tick_nowait(self) -> float:
        """Take the tick that is due.

        Returns:
            The time at which it was due.

        Raises:
            trio.WouldBlock: None is due yet.
        """
        start, now = self._phase(), trio.current_time()
        due = start + self._count * self._period
        if now < due:
            raise trio.WouldBlock
        # The next tick is the first on phase that lies ahead. The quotient is near it,
        # but may be rounded down or up, so the product decides.
        passed = int((now - start) / self._period)
        self._count = max(self._count + 1, passed)
        while start + self._count * self._period <= now:
            self._count += 1
        return due

    @trio.lowlevel.enable_ki_protection
    async def tick(self) -> float:
        """Wait for the next tick and take it, as a step of the loop does.

        Returns:
            The time at which it was due.
        """
        await trio.lowlevel.checkpoint_if_cancelled()
        try:
            when = self.tick_nowait()
        except trio.WouldBlock:
            pass
        else:
            await trio.lowlevel.cancel_shielded_checkpoint()
            return when
        while True:
            await trio.sleep_until(self.due())
            try:
                return self.tick_nowait()
            except trio.WouldBlock:
                # Another task took this tick, in the moment between.
                continue

    @trio.lowlevel.enable_ki_protection
    def __aiter__(self) -> AsyncIterator[float]:
        if self._loop is not None and self._loop() is not None:
            raise RuntimeError(
                f"{self!r} serves one loop at a time, and another is under way: "
                "give each loop a Ticker of its own"
            )
        loop = _Loop(self)
        self._start_phase()
        self._loop = weakref.ref(loop)
        return loop

    def _phase(self) -> float:
        """Return the time at which the phase started, if need be now.

        Raises:
            RuntimeError: It started in another run.
        """
        if self._loop is not None and self._loop() is None:
            # That loop was left, and its phase with it.
            self._loop = self._start = None
        if self._start is None:
            return self._start_phase()
        if self._root_task != _current_root_task():
            # The clocks of two runs have nothing in common: it could tick never.
            raise RuntimeError(
                f"{self!r} has its phase from another trio.run: create a Ticker for "
                "each run"
            )
        return self._start

    def _start_phase(self) -> float:
        self._start, self._count = trio.current_time(), 1
        self._root_task = _current_root_task()
        return self._start


def _current_root_task() -> weakref.ref[trio.lowlevel.Task]:
    root = trio.lowlevel.current_root_task()
    assert root is not None  # for the type checkers: there is one while tasks run
    return weakref.ref(root)


class _Loop:
    """One ``async for`` over a ticker; the ticker knows it only weakly.

    So a ticker notices that its loop was left, in whatever way, without an async
    generator that somebody would have to close.
    """

    __slots__ = ("__weakref__", "_ticker")

    def __init__(self, ticker: Ticker) -> None:
        self._ticker = ticker

    @trio.lowlevel.enable_ki_protection
    def __aiter__(self) -> Self:
        return self

    @trio.lowlevel.enable_ki_protection
    def __anext__(self) -> Awaitable[float]:
        # Not async: the traceback of a cancelled step would keep the loop alive, by the
        # frame of this method.
        return self._ticker.tick()
