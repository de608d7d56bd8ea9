"""How a select waits for several things at once; `selection` tells why it is safe.

The parts, from the bottom up:

- `one_for_each_channel` puts the cases together that wait on the same memory channel.
  Each such group is waited for by one helper.
- A `_Helper` is a task that waits in the place of a select: on one channel or event at
  a time. When it is done it can be used again.
- The `_Crew` holds the helpers of one `trio.run`, and is the instrument by which a
  select learns, in the very moment, that one of its helpers was woken.
- A `Waiting` is one select that waits on several channels. It is decided once, by
  `Waiting.settle`.
- A `_Lookout` sees what no waiter can see, for selects that hold several halves of one
  channel.
- A `_Watch` ends the waits of selects that have an event among their cases.
"""

from __future__ import annotations

import random
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, TypeAlias, final
from weakref import WeakKeyDictionary, ref

import trio
from trio.lowlevel import Abort, enable_ki_protection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import NoReturn

    from .selection import Case

    Numbered: TypeAlias = tuple[int, Case[Any]]
    # The index of the case that happened, its value, and one of the `ENDINGS` or None.
    Answer: TypeAlias = tuple[int, Any, type[Exception] | None]
    Half: TypeAlias = trio.MemorySendChannel[Any] | trio.MemoryReceiveChannel[Any]

# Chooses among the cases that are ready. It stands alone, as Trio's own does, so that
# tools which repeat a run can seed it.
chance = random.Random()  # noqa: S311  # nothing here is a secret

# What a channel may raise to those who wait for it.
ENDINGS = (trio.EndOfChannel, trio.ClosedResourceError, trio.BrokenResourceError)

# So many helpers of one run are kept for the next select, when they have nothing to do:
# enough for a large one, and half a megabyte.
_MOST_IDLE = 128


# To a half of a channel, halves which are known to be of different channels, it among
# them. That never changes, and loops select from the same ones again and again.
_apart: WeakKeyDictionary[Half, frozenset[ref[Half]]] = WeakKeyDictionary()


def one_for_each_channel(cases: Sequence[Numbered]) -> list[list[Numbered]]:
    """Put the cases together that wait on the same memory channel."""
    groups: dict[Any, list[Numbered]] = {}
    for numbered in cases:
        groups.setdefault(numbered[1].waits_on, []).append(numbered)
    halves: list[Half] = list(groups)
    if len(halves) > 1:
        refs = frozenset(map(ref, halves))
        if not (
            refs <= _apart.get(halves[0], _NOTHING)
            or any(refs <= _apart.get(half, _NOTHING) for half in halves[1:])
        ):
            shared = _shared(halves)
            for half, first in shared.items():
                groups[first] += groups.pop(half)
            if not shared:
                _apart.update(dict.fromkeys(halves, refs))
    return list(groups.values())


_NOTHING: frozenset[ref[Half]] = frozenset()


def _shared(halves: Sequence[Half]) -> dict[Half, Half]:
    """Find the halves that are of the same channel as one before them, and that one.

    It can be seen through the public interface: while there is one more clone of a
    half, all the halves of its channel count one more. So clone each, but one whose
    count has changed already.
    """
    before = [half.statistics() for half in halves]
    shared: dict[Half, Half] = {}
    firsts: list[Half] = []
    with ExitStack() as clones:
        for half, statistics in zip(halves, before, strict=True):
            if half.statistics() == statistics:
                clones.enter_context(half.clone())
                firsts.append(half)
            else:
                shared[half] = next(
                    first for first in firsts if _same_channel(first, half)
                )
    return shared


def _same_channel(one: Half, other: Half) -> bool:
    """Tell whether two halves are of the same channel."""
    before = other.statistics()
    with one.clone():
        return other.statistics() != before


def several_halves(group: Sequence[Numbered]) -> bool:
    """Tell whether the cases of a group hold more than one half of their channel."""
    return len(group) > 1 and any(
        case.waits_on is not group[0][1].waits_on for _, case in group
    )


@final
class Waiting:
    """One select that waits on several channels, where exactly one case is to happen.

    Invariant: `settle` is called once, in the moment in which the case happens or the
    select is cancelled. It withdraws all the helpers but the one whose case happened,
    there and then, so that nothing else can happen.
    """

    __slots__ = ("_helpers", "_running", "_task", "answer", "raise_cancel", "settled")

    answer: Answer

    def __init__(self) -> None:
        self.settled = False
        self._helpers: list[_Helper] = []
        self._running = 0
        self._task = trio.lowlevel.current_task()
        # What the cancellation was, if it was one. The recorder of a timeline looks.
        self.raise_cancel: Callable[[], NoReturn] | None = None

    @enable_ki_protection
    async def wait(self, groups: Sequence[Sequence[Numbered]]) -> Answer:
        """Wait until a case has happened, and its helper has brought the answer.

        In each group, the cases come in a random order.

        All the helpers have unwound when this returns or raises.
        """
        crew = _crew_of_this_run()
        lookouts: list[_Lookout] = []
        # From here on nothing can fail until the helpers are done.
        for group in groups:
            self._helpers.append(crew.call(self, *_who_parks(group)))
            if several_halves(group):
                lookouts.append(_Lookout(self, group))
        self._running = len(groups)
        crew.watch()
        for lookout in lookouts:
            trio.lowlevel.add_instrument(lookout)
        try:
            # Woken by the last helper to be done, and by nothing else.
            await trio.lowlevel.wait_task_rescheduled(self._abort)
        finally:
            for lookout in lookouts:
                trio.lowlevel.remove_instrument(lookout)
            crew.unwatch()
            self._helpers.clear()
        raise_cancel, self.raise_cancel = self.raise_cancel, None
        if raise_cancel is not None:
            raise_cancel()
        return self.answer

    def _abort(self, raise_cancel: Callable[[], NoReturn]) -> Abort:
        """Called by Trio, once, when the select is cancelled from outside."""
        if not self.settled:
            self.settle(None)
            self.raise_cancel = raise_cancel
        # Else it comes too late: a case has happened, and its value is returned.
        return Abort.FAILED

    def settle(self, winner: _Helper | None) -> None:
        """Withdraw all the helpers but the winner from where they wait."""
        self.settled = True
        for helper in self._helpers:
            if helper is not winner:
                helper.withdraw()

    def helper_is_woken(self, helper: _Helper) -> None:
        if not self.settled:
            self.settle(helper)

    def helper_is_done(self, helper: _Helper, answer: Answer | None) -> None:
        if answer is not None:
            self.answer = answer
            # If it raised at once, there was no wake to hear.
            self.helper_is_woken(helper)
        self._running -= 1
        if self._running == 0:
            trio.lowlevel.reschedule(self._task)


def _who_parks(group: Sequence[Numbered]) -> Numbered:
    """Choose the case that parks for the whole group: the first, in a random order.

    So two sends on one channel get an even chance. But of a send and a receive on the
    same channel it is the receive that parks; the `_Lookout` is there for the send.
    """
    if len(group) == 1:
        return group[0]
    return next((n for n in group if not _sends(n)), group[0])


def _sends(numbered: Numbered) -> bool:
    return isinstance(numbered[1].waits_on, trio.MemorySendChannel)


@final
class _Helper:
    """A task that waits on one channel or event, in the place of a select.

    It is a system task: it belongs to the run and to no nursery of the user's, and sees
    none of the caller's context. It runs no code but Trio's and ours.

    To withdraw it is to cancel it. As a cancel scope is good for one cancellation, and
    dear, the helper lives in one that was cancelled from the start, behind a shield;
    lifting the shield cancels what it is waiting for, and it puts the shield up again.
    """

    __slots__ = ("_case", "_crew", "_index", "_shield", "parked", "task", "waiting")

    def __init__(self, crew: _Crew) -> None:
        self.waiting: Waiting | _Watch | None = None
        self.parked = False
        self._crew = crew
        self._shield = trio.CancelScope(shield=True)
        self.task = trio.lowlevel.spawn_system_task(
            self._run, name="trio_patterns.select helper"
        )

    def serve(self, waiting: Waiting | _Watch, index: int, case: Case[Any]) -> None:
        self.waiting, self._index, self._case = waiting, index, case

    def withdraw(self) -> None:
        # One that has not parked yet will see for itself that the select is settled.
        if self.parked:
            self._shield.shield = False

    async def _run(self) -> None:
        crew, shield = self._crew, self._shield
        with _cancelled_scope(), shield:
            while (waiting := self.waiting) is not None:
                answer: Answer | None = None
                if not waiting.settled:
                    self.parked = True
                    try:
                        answer = self._index, await self._case.park(), None
                    except trio.Cancelled:
                        pass  # ours, from `withdraw`, and nobody else's: it ends here
                    except ENDINGS as error:
                        # Its type alone: with its traceback it would keep us all alive.
                        answer = self._index, None, type(error)
                    self.parked = False
                    if not shield.shield:  # also if it was lifted too late
                        shield.shield = True
                self.waiting = None
                del self._case
                waiting.helper_is_done(self, answer)
                del waiting, answer
                if crew.may_rest(self):
                    # Woken with another select to serve, or by the end of the run.
                    await trio.lowlevel.wait_task_rescheduled(lambda _: Abort.FAILED)


def _cancelled_scope() -> trio.CancelScope:
    scope = trio.CancelScope()
    scope.cancel(reason="the select is over")
    return scope


@final
class _Crew(trio.abc.Instrument):
    """The helpers of one `trio.run`, and the instrument that hears them wake.

    Trio calls `task_scheduled` from within `trio.lowlevel.reschedule`: after a value
    was handed to a waiting task, and before anything else can happen. The instrument
    is there only while a select waits on several channels.
    """

    def __init__(self) -> None:
        self.watches: dict[trio.Event, _Watch] = {}
        self._helpers: dict[trio.lowlevel.Task, _Helper] = {}
        self._idle: list[_Helper] = []
        self._selects = 0
        self._dismissed = False
        trio.lowlevel.spawn_system_task(self._wait_for_the_end, name=_Crew.__qualname__)

    def __dir__(self) -> list[str]:
        # Trio looks an instrument's methods up by `dir` when it is added, which for a
        # plain object costs as much as all the rest of a short select.
        return ["task_scheduled"]

    @enable_ki_protection
    def task_scheduled(self, task: trio.lowlevel.Task) -> None:
        """Called by Trio when a task is woken, which may be one of ours."""
        helper = self._helpers.get(task)
        if helper is not None and helper.parked:
            assert helper.waiting is not None  # it is parked for one
            helper.waiting.helper_is_woken(helper)

    def watch(self) -> None:
        """Listen, from now on, for one more select."""
        if self._selects == 0:
            trio.lowlevel.add_instrument(self)
        self._selects += 1

    def unwatch(self) -> None:
        """Listen for one select less."""
        self._selects -= 1
        if self._selects == 0:
            trio.lowlevel.remove_instrument(self)

    def call(self, waiting: Waiting | _Watch, index: int, case: Case[Any]) -> _Helper:
        """Send a helper to wait for a case, about to run."""
        if self._idle:
            helper = self._idle.pop()
            trio.lowlevel.reschedule(helper.task)
        else:
            helper = _Helper(self)
            self._helpers[helper.task] = helper
        helper.serve(waiting, index, case)
        return helper

    def may_rest(self, helper: _Helper) -> bool:
        """Keep a helper for the next select, or tell it to end."""
        if self._dismissed or len(self._idle) >= _MOST_IDLE:
            del self._helpers[helper.task]
            return False
        self._idle.append(helper)
        return True

    async def _wait_for_the_end(self) -> None:
        """Send the helpers home when the run ends: they do not see it themselves.

        A run ends by cancelling its system tasks, and the helpers are behind shields.
        """
        try:
            await trio.sleep_forever()
        finally:
            self._dismissed = True
            while self._idle:
                helper = self._idle.pop()
                del self._helpers[helper.task]
                trio.lowlevel.reschedule(helper.task)


_crew: trio.lowlevel.RunVar[_Crew] = trio.lowlevel.RunVar("trio_patterns.select crew")


def _crew_of_this_run() -> _Crew:
    try:
        return _crew.get()
    except LookupError:
        crew = _Crew()
        _crew.set(crew)
        return crew


@final
class _Lookout(trio.abc.Instrument):
    """Watches one channel for a select that holds several halves of it.

    The one helper that is parked there cannot see everything: it would not notice that
    another of the halves is closed, nor, when it waits to receive while the select
    offers a send as well, that somebody came to receive. So look, after each step of
    any task. Such selects are rare, and only they pay for it.
    """

    def __init__(self, waiting: Waiting, group: Sequence[Numbered]) -> None:
        self._waiting = waiting
        self._group = group
        # The sends that are offered, if it is a receive that is parked.
        sends = [numbered for numbered in group if _sends(numbered)]
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
        # One of those who wait to receive is our helper, or soon will be.
        if self._offered and self._channel.statistics().tasks_waiting_receive > 1:
            index, case = self._offered[0]
            self._waiting.settle(None)
            self._waiting.answer = (index, case.attempt(0), None)


@final
class _Watch:
    """Waits for an event, and then cancels the waits of all selects that have it.

    An event takes nothing. So nobody needs to know in the very moment that it is set:
    more may happen before the selects look again, and they look at all their cases. For
    the same reason one helper is enough, for all the selects of a run.

    Invariant: it is in ``crew.watches`` as long as it has scopes.
    """

    __slots__ = ("helper", "scopes", "settled")

    def __init__(self, crew: _Crew, wait: Numbered) -> None:
        self.settled = False
        # A dict, for its order.
        self.scopes: dict[trio.CancelScope, None] = {}
        self.helper = crew.call(self, *wait)

    def helper_is_woken(self, helper: _Helper) -> None:
        """Nothing to do, until it runs."""

    def helper_is_done(self, _: _Helper, answer: Answer | None) -> None:
        self.settled = True
        if answer is not None:
            for scope in self.scopes:
                scope.cancel(reason="an event of the select is set")


def cancel_when_set(
    scope: trio.CancelScope, waits: Mapping[trio.Event, Numbered]
) -> None:
    """Cancel the scope when one of the events is set, until `leave_events`."""
    for event, wait in waits.items():
        crew = _crew_of_this_run()  # not if there are no events: it starts a task
        if event not in crew.watches:
            crew.watches[event] = _Watch(crew, wait)
        crew.watches[event].scopes[scope] = None


def leave_events(scope: trio.CancelScope, events: Iterable[trio.Event]) -> None:
    """Forget a scope. A helper that nobody needs holds nothing, a step later."""
    for event in events:
        watches = _crew_of_this_run().watches
        watch = watches[event]
        del watch.scopes[scope]
        if not watch.scopes:
            del watches[event]
            if not watch.settled:
                watch.settled = True
                watch.helper.withdraw()
