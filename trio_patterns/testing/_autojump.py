"""A mock clock that jumps when nothing is at work, be it in the run or outside.

`trio.testing.MockClock` jumps to the next deadline as soon as all tasks are blocked for
its `autojump_threshold`, in real seconds. With a threshold of 0, ``fail_after(30)``
around ten milliseconds in a thread is an error at once. With a larger one, each jump
takes that long. So the threshold is chosen here each time that all tasks are blocked:

- Nothing outside is at work: 0.
- Something is: as many seconds as there are until the deadline, as on Trio's own clock.
  But a thread may wait for a task that sleeps for an hour; after ten seconds in vain it
  is taken for that.
- Something may be at work: the same, with a patience of a tenth of a second.

Without a deadline the clock has nowhere to jump to, and a run that waits in vain hangs.
After ten seconds in which no task has run, it says where the tasks stand.

While the run waits, the clock stands: what happens outside takes no time on it, and
times stay exact. But one thread after another must not keep a deadline from coming. So
when the clock has stood for ten seconds in all, it goes on at the pace of real time.
"""

from __future__ import annotations

import math
import sys
import time
from typing import TYPE_CHECKING

import trio
from trio.testing import MockClock

from trio_patterns._tasks.tree import render, snapshot

from ._outside import AtWork, Outside
from ._token import token_is_held

if TYPE_CHECKING:
    from collections.abc import Sequence

# In real seconds: how long to wait in vain, in all.
PATIENCE = {AtWork.NO: 0.0, AtWork.PERHAPS: 0.1, AtWork.YES: 10.0}
_LONGEST_STAND = 10.0
# I/O between two tasks of the run takes less, and says nothing of the outside.
_IN_FLIGHT = 0.001
# Whoever has the token of a run may let go of it without a word. So the deadlock
# detector has to look again.
_REST = 0.05
_SILENCE = """\
trio_patterns.testing: for ten seconds every task has waited, and no deadline will come.
A thread, a process or a peer may still go on. If none of them does, the run hangs:
{}"""


def jumping_clock() -> tuple[MockClock, Sequence[trio.abc.Instrument]]:
    """Make such a clock, and the instruments that its run has to have."""
    clock = MockClock()
    outside = Outside()
    return clock, [outside, _Autojump(clock, outside)]


class _Autojump(trio.abc.Instrument):
    """Sets the threshold of a clock, as an instrument of the clock's run."""

    def __init__(self, clock: MockClock, outside: Outside) -> None:
        self._clock = clock
        self._outside = outside
        self._sleep_time = clock.deadline_to_sleep_time
        # Trio calls it when all tasks are blocked, and then looks at the threshold.
        # There is no other way to be asked just then, and the class can't be derived
        # from.
        clock.deadline_to_sleep_time = self._before_sleep  # type: ignore[method-assign]
        self._at_work = AtWork.NO
        self._in_vain = dict.fromkeys(AtWork, 0.0)
        self._waits_since: float | None = None
        self._has_waited = 0.0
        self._stands_at = -math.inf
        self._has_stood = 0.0
        self._silent_since = -math.inf
        self._has_spoken = False

    def __dir__(self) -> list[str]:
        # Trio looks an instrument's methods up by `dir`, in each run anew.
        return ["after_io_wait"]

    def _before_sleep(self, deadline: float) -> float:
        clock = self._clock
        if clock.current_time() != self._stands_at:  # it has jumped
            self._in_vain[self._at_work] += self._has_waited
            self._has_stood = 0.0
        elif self._has_waited:
            if self._has_waited > _IN_FLIGHT:
                self._in_vain[self._at_work] = 0.0
            self._has_stood += self._has_waited
            if self._has_stood > _LONGEST_STAND:
                clock.jump(self._has_waited)
        self._has_waited = 0.0
        self._stands_at = clock.current_time()
        threshold = self._threshold(deadline - self._stands_at)
        if threshold != clock.autojump_threshold:
            clock.autojump_threshold = threshold
        return self._sleep_time(deadline)

    def _threshold(self, remaining: float) -> float:
        """Choose how long to wait, in real seconds, before the clock jumps."""
        if remaining == math.inf:
            return self._rest()
        self._at_work = self._outside.at_work()
        if self._outside.has_more_work():
            self._in_vain[AtWork.YES] = 0.0
        patience = PATIENCE[self._at_work] - self._in_vain[self._at_work]
        threshold = max(0.0, min(remaining, patience))
        if threshold > 0:
            self._waits_since = time.perf_counter()
        return threshold

    def _rest(self) -> float:
        """Choose how long to wait where no deadline will come."""
        now = time.perf_counter()
        patience = PATIENCE[AtWork.YES]
        if self._outside.has_run():
            self._silent_since = now
        elif now - self._silent_since > patience and not self._has_spoken:
            self._has_spoken = True
            print(_SILENCE.format(render(snapshot()[0])), file=sys.stderr, flush=True)
        if token_is_held():
            return _REST
        return math.inf if self._has_spoken else patience + _REST

    def after_io_wait(self, timeout: float) -> None:  # noqa: ARG002  # Trio's
        """Measure a wait for the outside."""
        if self._waits_since is not None:
            self._has_waited = time.perf_counter() - self._waits_since
            self._waits_since = None
