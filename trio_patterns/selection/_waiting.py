"""One select that waits in several channels, where exactly one case is to happen.

A helper waits in each channel. When somebody sends to a helper that waits to receive,
Trio reschedules the helper from within that `send`, and the pool of the helpers hears
it: now, before the sender's next line. Then `Waiting.settle` withdraws the others, so
between the moment in which a case happens and the moment in which no other can, nothing
else runs at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import trio
from trio.lowlevel import Abort, enable_ki_protection

from ._channels import has_several_halves
from ._helpers import pool_of_this_run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

    from ._helpers import Answer, Helper
    from .cases import Numbered


@final
class Waiting:
    """One select that waits in several channels.

    Invariant: `settle` is called once, in the moment in which the case happens or the
    select is cancelled. It withdraws all the helpers but the one whose case happened,
    there and then, so that nothing else can happen::

        open --a helper is woken--------------------> settled --the last helper--> over
          |                                            ^  ^        is done
          +--the select is cancelled-------------------+  |
          +--the monitor sees a close, or a receiver------+

    In `over` the caller runs on, with the answer or the cancellation.
    """

    __slots__ = ("_helpers", "_running", "_task", "answer", "raise_cancel", "settled")

    answer: Answer

    def __init__(self) -> None:
        self.settled = False
        self._helpers: list[Helper] = []
        self._running = 0
        self._task = trio.lowlevel.current_task()
        # Raises the cancellation, if that settled it. The recorder of a timeline looks.
        self.raise_cancel: Callable[[], NoReturn] | None = None

    @enable_ki_protection
    async def wait(self, groups: Sequence[Sequence[Numbered]]) -> Answer:
        """Wait until a case has happened, and its helper has brought the answer.

        In each group, the cases come in a random order.

        All the helpers have unwound when this returns or raises.
        """
        pool = pool_of_this_run()
        monitors: list[_SiblingHalvesMonitor] = []
        # From here on nothing can fail until the helpers are done.
        for group in groups:
            self._helpers.append(pool.assign(self, *_case_that_parks(group)))
            if has_several_halves(group):
                monitors.append(_SiblingHalvesMonitor(self, group))
        self._running = len(groups)
        pool.add_listener()
        for monitor in monitors:
            trio.lowlevel.add_instrument(monitor)
        try:
            # Woken by the last helper to be done, and by nothing else.
            await trio.lowlevel.wait_task_rescheduled(self._abort)
        finally:
            for monitor in monitors:
                trio.lowlevel.remove_instrument(monitor)
            pool.remove_listener()
            self._helpers.clear()
        raise_cancel, self.raise_cancel = self.raise_cancel, None
        if raise_cancel is not None:
            raise_cancel()
        return self.answer

    def _abort(self, raise_cancel: Callable[[], NoReturn]) -> Abort:
        """The abort function: Trio calls it, at most once, on a cancellation."""
        if not self.settled:
            self.settle(None)
            self.raise_cancel = raise_cancel
        # Else it comes too late: a case has happened, and its value is returned.
        return Abort.FAILED

    def settle(self, winner: Helper | None) -> None:
        """Withdraw all the helpers but the winner from where they wait."""
        self.settled = True
        for helper in self._helpers:
            if helper is not winner:
                helper.withdraw()

    def helper_is_woken(self, helper: Helper, /) -> None:
        if not self.settled:
            self.settle(helper)

    def helper_is_done(self, helper: Helper, answer: Answer | None, /) -> None:
        if answer is not None:
            self.answer = answer
            # If it raised at once, there was no wake to hear.
            self.helper_is_woken(helper)
        self._running -= 1
        if self._running == 0:
            trio.lowlevel.reschedule(self._task)


def _case_that_parks(group: Sequence[Numbered]) -> Numbered:
    """Choose the case that parks for the whole group: the first, in a random order.

    So two sends on one channel get an even chance. But of a send and a receive on the
    same channel the receive parks; the `_SiblingHalvesMonitor` is there for the send.
    """
    if len(group) == 1:
        return group[0]
    return next((n for n in group if not _is_send(n)), group[0])


def _is_send(numbered: Numbered) -> bool:
    return isinstance(numbered[1].waits_on, trio.MemorySendChannel)


@final
class _SiblingHalvesMonitor(trio.abc.Instrument):
    """Watches one channel for a select that holds several halves of it.

    The one helper that is parked there cannot see everything: it would not notice that
    another of the halves is closed, nor, when it waits to receive while the select
    offers a send as well, that somebody came to receive. So look, after each step of
    any task of the run, which all of them pay for. Such selects are rare.
    """

    def __init__(self, waiting: Waiting, group: Sequence[Numbered]) -> None:
        self._waiting = waiting
        self._group = group
        # The sends that are offered, if it is a receive that is parked.
        sends = [numbered for numbered in group if _is_send(numbered)]
        self._offered = sends if len(sends) < len(group) else []
        self._channel: Any = group[0][1].waits_on

    @enable_ki_protection
    def after_task_step(self, task: trio.lowlevel.Task) -> None:  # noqa: ARG002
        """Called by Trio after each step of a task."""
        if self._waiting.settled:
            return
        for index, case in self._group:
            try:
                case.check_open()
            except trio.ClosedResourceError as error:
                self._waiting.settle(None)
                self._waiting.answer = (index, None, type(error))
                return
        # One of the tasks that wait to receive is our helper, or soon will be.
        if self._offered and self._channel.statistics().tasks_waiting_receive > 1:
            index, case = self._offered[0]
            self._waiting.settle(None)
            self._waiting.answer = (index, case.attempt(), None)
