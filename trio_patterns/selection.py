"""Wait for several things at once, of which exactly one happens: Go's `select`.

What Go promises
================

A Go `select` lists communications: receives and sends, each on a channel. It waits
until one of them can happen, and then exactly that one does. A case that was not
chosen leaves no trace: no value is taken from its channel, none is put into it. If
several can happen at once, one of them is chosen at random, so that a busy channel
cannot starve the others. Two selects can meet, one sending and one receiving.

Most selects in real programs need none of that, and are plainer in Trio without it. A
stop signal or a timeout beside one operation is a cancel scope. Two independent loops
are two tasks. One of many senders is one channel with a `clone()` for each. What
remains is the true choice between operations that take something, and for that one
there is no substitute.

Why a race is not a select
==========================

The obvious substitute is to start each operation in a task, and to cancel the others
when the first is done. With Trio's own pieces:

    async with trio.open_nursery() as nursery:
        async def receive_from(channel):
            results.append(await channel.receive())
            nursery.cancel_scope.cancel()
        nursery.start_soon(receive_from, a)
        nursery.start_soon(receive_from, b)

A value that arrives wakes the task that waits for it, and that task runs a moment
later, in the next batch of tasks that Trio runs. If a value arrives on each channel
between the two moments, then both receives have happened before either task can cancel
the other. Both values are taken, and the caller sees one. That is rare, so tests do
not find it; under load it is not so rare. For sends it is the same: the value that was
"not sent" is on its way. No care in the tasks can mend this, as the two operations were
over before any of them ran.

How this one works
==================

First, try. Each case is attempted without waiting, in random order, by the channel's
own `receive_nowait` or `send_nowait`. If one succeeds, the select is over, at about the
price of a plain receive. Nothing else runs during the attempts, so there is nothing
that could go wrong.

Else, wait. For a single channel, with or without timers, the select waits in the
operation itself, `await channel.receive()`, under a cancel scope that has the deadline
of the first timer. A plain receive under a deadline is right, and so is this. Events
are no different from timers: they take nothing, and what has to be done when one is set
is to cancel that scope, and to try all the cases once more. For each event a task does
so, one for all the selects of the run that wait beside it.

For several channels, the difficulty is that a Trio task can wait in one place at a
time. So for each channel there is a helper, a task that waits there, while the caller
waits for its helpers. What makes this more than a race is that we need not wait for
the winner to run. When somebody sends to a helper that waits to receive, then from
within his `send` Trio reschedules the helper, and from within that it calls the
`task_scheduled` method of each instrument: now, before the sender's next line. Ours
finds that the task is a helper, and withdraws the other helpers of that select from
where they wait, by cancelling them, there and then. Between the moment in which a case
happens and the moment in which no other can, nothing else runs at all. The helpers
unwind later, in the next batch, and when the last has done so the caller goes on.

Why it is safe
==============

The argument rests on four things that Trio promises or shows in public:

- A blocked operation ends in one of two ways. It is rescheduled, and has happened; or
  it is aborted, and has not, and then it is out of the channel's queue at once.
- Cancelling a blocked task aborts its operation at once, though the task runs later.
- `task_scheduled` is called synchronously from `reschedule`.
- A memory channel's operations are atomic under cancellation.

Call the first wake of one of its helpers the moment in which a select is settled. Then:

At most one case happens. Before the moment none had, as each would have been a wake.
In it, all the other helpers leave their queues. A helper that has not yet begun to
wait, since it was only just started, looks first whether the select is settled, and
then ends. And while we withdraw the helpers, no further case can happen: an abort hands
nothing to anybody.

Nothing that happened is forgotten. The helper that was woken is not touched; it brings
its value, and the caller waits for it, whatever else happens meanwhile. If the caller
is cancelled before the moment, then that settles the select: all the helpers are
withdrawn, and `Cancelled` is raised. If it is cancelled after, that is too late, and
the value is returned. There is no third way, since Trio asks, by calling an abort
function, and what we answer depends on nothing but whether the select is settled.

Nobody's queue is disturbed. Withdrawing a helper takes it out of the queue of its
channel. If that same channel were in the middle of waking the tasks in that queue, as
on `close()`, then this would break its walk. So there is one helper for each underlying
channel, and the helpers that we withdraw are always in other queues than the one that
was woken. Halves and clones which belong to one channel are put together first. The
case that parks for them is chosen at random, so that two sends on one channel each get
their share.

It never meets itself. For one channel on both sides of a select that means that only
the receive is parked. For the send, another instrument looks after each step of any
task whether somebody else has come to receive from that channel. Then it settles the
select, and sends. One thing differs from a send that is parked: a `receive_nowait`
elsewhere may not see it. Whoever waits to receive will get it.

Timers and events take nothing from anybody, so they are no cases in this sense. They
cancel the caller's own scope. Then the helpers are withdrawn, and the cases are tried
once more: now the timer or the event is ready, and with it perhaps something else. If a
value comes in the same tick, one of the two is chosen, and the other is there for the
next select.

What it costs, and what else was tried
======================================

In units of a plain receive, where it was measured (trio 0.35, Python 3.11). One that is
ready is the unit for what is ready; for what waits, it is one that waits, a round trip
to another task and back of 12 to 18 us.

    ready: one case                     1.2
           two channels                 1.8
    waits: one channel                  1.3
           and a timer                  2.1
           and an event                 3.2
           and one that others share    2.1
           two channels                 3.6     `trio_util.wait_any`: 4.7
           each further channel         1.2

Of what two channels cost, 2.7 is for two tasks that wait in them, of which the first to
be woken withdraws the other, and nothing else (`TwoTasks` in the benchmarks): for the
steps of two more tasks, one of which is cancelled, and for one more turn of Trio's
loop. The rest is to try each case first, and to be right about all of the above.

Helpers are kept, idle, for the next select of the run, as Trio keeps its threads. They
hold on to nothing. A task for each case of each select, which is what one would write
first, costs as much as `trio_util.wait_any`. To let the caller wait in one of
the channels itself, with helpers for the rest, saves a helper; but it needs a cancel
scope of its own, which costs what it saves, and two ways to be withdrawn. To wait in
clones of the halves, and to withdraw by closing the clones, needs no cancellation, and
is the fastest: 2.0 before anything else is done. But then nobody hears when the half
itself is closed, and those who send to it still see a receiver. To drive the channels'
coroutines by hand within one task does not work, since a channel remembers by the task
who waits where.

Open questions
==============

Should Trio have this inside? With access to the channels' queues, one task could stand
in several of them, and a wake would take it out of the others: as Go does it. See

    https://github.com/python-trio/trio/issues/242
    https://github.com/python-trio/trio/issues/1411

and, for Go's own, https://go.dev/ref/spec#Select_statements and the comments in
https://go.dev/src/runtime/select.go.
"""

from __future__ import annotations

import enum
import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Generic,
    Literal,
    NoReturn,
    TypeVar,
    final,
    overload,
)

import trio
from trio.lowlevel import enable_ki_protection

from ._checks import check_seconds
from ._waiting import (
    ENDINGS,
    Waiting,
    cancel_when_set,
    chance,
    leave_events,
    one_for_each_channel,
    several_halves,
)
from .ticker import Ticker

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping, Sequence

    from ._waiting import Half, Numbered

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
T0 = TypeVar("T0")
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")
T5 = TypeVar("T5")


@final
class Closed(enum.Enum):
    """The type of `CLOSED`, its one member, for annotations."""

    CLOSED = "CLOSED"

    def __repr__(self) -> str:
        return self.value


CLOSED: Final = Closed.CLOSED
"""What `select` gives for a `recv` from a channel that has ended.

It stands for the `false` in Go's `value, ok := <-channel`. Test for it with ``is``, and
a type checker knows on each side what the value is; in a pattern, write its full name,
``trio_patterns.CLOSED``.
"""


class Case(ABC, Generic[T_co]):
    """One of the things that a `select` can choose, which then gives a ``T_co``.

    Made by `recv`, `send`, `wait`, `after` and `tick`. A case holds no state: it can be
    used again, and in several selects at once.
    """

    __slots__ = ()

    @property
    def waits_on(self) -> Half | trio.Event | None:
        """The half of a channel, or the event; None for a timer."""
        return None

    def due(self, started: float) -> float:  # noqa: ARG002
        """When a timer is due, in a select that started then; for others, never."""
        return math.inf

    def check_open(self) -> None:
        """Raise `trio.ClosedResourceError` if it is on a half that was closed here."""

    @abstractmethod
    def attempt(self, started: float) -> T_co:
        """Let it happen, or raise `trio.WouldBlock`."""

    def park(self) -> Awaitable[T_co]:
        """Wait until it has happened. A timer leaves that to the select's deadline."""
        return _for_ever()


async def _for_ever() -> NoReturn:
    await trio.sleep_forever()


@final
@dataclass(frozen=True, slots=True, eq=False)
class _Receive(Case[T | Closed]):
    channel: trio.MemoryReceiveChannel[T]

    def __repr__(self) -> str:
        return f"recv({self.channel!r})"

    @property
    def waits_on(self) -> trio.MemoryReceiveChannel[T]:
        return self.channel

    def check_open(self) -> None:
        # To clone it is the one way to ask that takes nothing.
        self.channel.clone().close()

    def attempt(self, started: float) -> T | Closed:  # noqa: ARG002
        try:
            return self.channel.receive_nowait()
        except trio.EndOfChannel:
            return CLOSED

    def park(self) -> Awaitable[T]:
        return self.channel.receive()


@final
@dataclass(frozen=True, slots=True, eq=False)
class _Send(Case[None], Generic[T]):
    channel: trio.MemorySendChannel[T]
    value: T

    def __repr__(self) -> str:
        return f"send({self.channel!r}, ...)"

    @property
    def waits_on(self) -> trio.MemorySendChannel[T]:
        return self.channel

    def check_open(self) -> None:
        self.channel.clone().close()

    def attempt(self, started: float) -> None:  # noqa: ARG002
        self.channel.send_nowait(self.value)

    def park(self) -> Awaitable[None]:
        return self.channel.send(self.value)


@final
@dataclass(frozen=True, slots=True, eq=False)
class _Wait(Case[None]):
    event: trio.Event

    def __repr__(self) -> str:
        return f"wait({self.event!r})"

    @property
    def waits_on(self) -> trio.Event:
        return self.event

    def attempt(self, started: float) -> None:  # noqa: ARG002
        if not self.event.is_set():
            raise trio.WouldBlock

    def park(self) -> Awaitable[None]:
        return self.event.wait()


@final
@dataclass(frozen=True, slots=True, eq=False)
class _After(Case[None]):
    seconds: float

    def __repr__(self) -> str:
        return f"after({self.seconds})"

    def due(self, started: float) -> float:
        return started + self.seconds

    def attempt(self, started: float) -> None:
        if trio.current_time() < self.due(started):
            raise trio.WouldBlock


@final
@dataclass(frozen=True, slots=True, eq=False)
class _Tick(Case[float]):
    ticker: Ticker

    def __repr__(self) -> str:
        return f"tick({self.ticker!r})"

    def due(self, started: float) -> float:  # noqa: ARG002
        return self.ticker.due()

    def attempt(self, started: float) -> float:  # noqa: ARG002
        return self.ticker.tick_nowait()


def _check_type(function: str, given: object, wanted: type) -> None:
    if not isinstance(given, wanted):
        raise TypeError(f"{function}() takes a {wanted.__name__}, not {given!r}")


def recv(channel: trio.MemoryReceiveChannel[T]) -> Case[T | Closed]:
    """Receive from a channel, as a case of a `select`: Go's ``case v := <-channel``.

    Its value is what was received, or `CLOSED` if the channel has ended, which is ready
    at once. If this half was closed here, the select raises.

    Args:
        channel: the receive half of a `trio.open_memory_channel`.

    Raises:
        TypeError: if it is something else.
    """
    _check_type("recv", channel, trio.MemoryReceiveChannel)
    return _Receive(channel)


def send(channel: trio.MemorySendChannel[T], value: T) -> Case[None]:
    """Send to a channel, as a case of a `select`: Go's ``case channel <- value``.

    The value is sent only if this case is chosen. If no receiver is left, the case is
    ready, and the select raises `trio.BrokenResourceError` when it chooses it.

    Args:
        channel: the send half of a `trio.open_memory_channel`.
        value: what to send.

    Raises:
        TypeError: if the channel is something else.
    """
    _check_type("send", channel, trio.MemorySendChannel)
    return _Send(channel, value)


def wait(event: trio.Event) -> Case[None]:
    """Wait for an event, as a case of a `select`: Go's ``case <-done``.

    It takes nothing. So if a value comes in the same tick, that may be chosen instead,
    also if the event was set first; it is still set for the next select.

    Args:
        event: ready when it is set.

    Raises:
        TypeError: if it is something else than a `trio.Event`.
    """
    _check_type("wait", event, trio.Event)
    return _Wait(event)


def after(seconds: float) -> Case[None]:
    """Let time pass, as a case of a `select`: Go's ``case <-time.After(d)``.

    Args:
        seconds: how long, from the start of each select that it is used in; 0 is ready
            at once.

    Raises:
        TypeError: if it is not a number.
        ValueError: if it is negative, or not a number of the IEEE kind.
    """
    check_seconds("seconds", seconds)
    return _After(seconds)


def tick(ticker: Ticker) -> Case[float]:
    """Take a tick, as a case of a `select`: Go's ``case now := <-ticker.C``.

    Its value is the time at which the tick was due. A tick that was not chosen is not
    lost: it is due at the next select. If no phase of the ticker is under way, it
    starts with the select.

    Args:
        ticker: the ticker to take it from.

    Raises:
        TypeError: if it is something else than a `Ticker`.
    """
    _check_type("tick", ticker, Ticker)
    return _Tick(ticker)


def _armed(cases: Sequence[Case[Any] | None]) -> list[Numbered]:
    """Number the cases, and leave out those that are never ready."""
    armed: list[Numbered] = []
    for index, case in enumerate(cases):
        if isinstance(case, Case):
            armed.append((index, case))
        elif case is not None:
            raise TypeError(
                "a case of a select is made by recv(), send(), wait(), after() or "
                f"tick(), or is None; case {index} is {case!r}"
            )
    return armed


def _attempt(armed: list[Numbered], started: float) -> tuple[int, Any] | None:
    """Let one of the cases that are ready happen, if there is one.

    Afterwards the cases are in a random order, which decides for those who wait too.
    """
    index, case = armed[0]
    try:
        if len(armed) > 1:
            # To begin at a random case and go round would not be fair: the one after
            # a case that is not ready would get the share of both.
            chance.shuffle(armed)
            # The first one checks itself.
            for index, case in armed[1:]:  # noqa: B007  # used below, in the error
                case.check_open()
        for index, case in armed:
            try:
                return index, case.attempt(started)
            except trio.WouldBlock:
                pass
    except (trio.ClosedResourceError, trio.BrokenResourceError) as error:
        raise _explained(index, case, type(error)) from None
    return None


def _explained(index: int, case: Case[Any], error: type[Exception]) -> Exception:
    """Make the error that a case gave, with the place where to look."""
    return error(
        f"case {index} of the select, {case!r}: "
        + (
            "this half of the channel was closed here"
            if error is trio.ClosedResourceError
            else "no receiver is left"
        )
    )


async def _wait(armed: Sequence[Numbered], started: float) -> tuple[int, Any] | None:
    """Wait until one of the cases has happened, or perhaps can."""
    due = min([case.due(started) for _, case in armed])
    events: dict[trio.Event, Numbered] = {}
    channels: list[Numbered] = []
    for numbered in armed:
        thing = numbered[1].waits_on
        if isinstance(thing, trio.Event):
            events[thing] = numbered
        elif thing is not None:
            channels.append(numbered)
    if not channels:
        # The caller can wait for one of the events itself.
        channels = [events.popitem()[1] if events else armed[0]]
    if due == math.inf and not events:
        return await _wait_for_one(channels)
    return await _wait_until(due, events, channels)


async def _wait_until(
    due: float, events: Mapping[trio.Event, Numbered], cases: Sequence[Numbered]
) -> tuple[int, Any] | None:
    """Wait no longer than until the time has come, or one of the events is set."""
    with trio.CancelScope(deadline=due) as scope:
        cancel_when_set(scope, events)
        try:
            return await _wait_for_one(cases)
        finally:
            leave_events(scope, events)
    return None


async def _wait_for_one(cases: Sequence[Numbered]) -> tuple[int, Any]:
    """Wait until one of the cases has happened."""
    groups = one_for_each_channel(cases) if len(cases) > 1 else []
    if len(groups) > 1 or any(map(several_halves, groups)):
        index, value, error = await Waiting().wait(groups)
    else:
        # There is one thing to wait for, and the caller can do that itself.
        index, case = cases[0]
        value = error = None
        try:
            value = await case.park()
        except ENDINGS as raised:
            error = type(raised)
    if error is trio.EndOfChannel:
        return index, CLOSED
    if error is not None:
        raise _explained(index, dict(cases)[index], error)
    return index, value


@overload
def select_nowait(case0: Case[T0] | None, /) -> tuple[Literal[0], T0]: ...
@overload
def select_nowait(
    case0: Case[T0] | None, case1: Case[T1] | None, /
) -> tuple[Literal[0], T0] | tuple[Literal[1], T1]: ...
@overload
def select_nowait(
    case0: Case[T0] | None, case1: Case[T1] | None, case2: Case[T2] | None, /
) -> tuple[Literal[0], T0] | tuple[Literal[1], T1] | tuple[Literal[2], T2]: ...
@overload
def select_nowait(
    case0: Case[T0] | None,
    case1: Case[T1] | None,
    case2: Case[T2] | None,
    case3: Case[T3] | None,
    /,
) -> (
    tuple[Literal[0], T0]
    | tuple[Literal[1], T1]
    | tuple[Literal[2], T2]
    | tuple[Literal[3], T3]
): ...
@overload
def select_nowait(
    case0: Case[T0] | None,
    case1: Case[T1] | None,
    case2: Case[T2] | None,
    case3: Case[T3] | None,
    case4: Case[T4] | None,
    /,
) -> (
    tuple[Literal[0], T0]
    | tuple[Literal[1], T1]
    | tuple[Literal[2], T2]
    | tuple[Literal[3], T3]
    | tuple[Literal[4], T4]
): ...
@overload
def select_nowait(
    case0: Case[T0] | None,
    case1: Case[T1] | None,
    case2: Case[T2] | None,
    case3: Case[T3] | None,
    case4: Case[T4] | None,
    case5: Case[T5] | None,
    /,
) -> (
    tuple[Literal[0], T0]
    | tuple[Literal[1], T1]
    | tuple[Literal[2], T2]
    | tuple[Literal[3], T3]
    | tuple[Literal[4], T4]
    | tuple[Literal[5], T5]
): ...
@overload
def select_nowait(*cases: Case[T] | None) -> tuple[int, T]: ...


@enable_ki_protection
def select_nowait(*cases: Case[Any] | None) -> tuple[int, Any]:
    """Choose a case that is ready now: Go's `select` with a ``default``.

    Args:
        cases: as for `select`. Of the timers, ``after(0)`` is ready, and a tick that is
            due.

    Returns:
        The index of the case that happened, and its value.

    Raises:
        trio.WouldBlock: if none is ready, or there are none.
        trio.ClosedResourceError: as for `select`.
        trio.BrokenResourceError: as for `select`.
        TypeError: as for `select`.

    Example:
        >>> async def main() -> None:
        ...     _, numbers = trio.open_memory_channel[int](0)
        ...     try:
        ...         _, number = select_nowait(recv(numbers))
        ...     except trio.WouldBlock:
        ...         print("nothing there")
        >>> run(main)
        nothing there
    """
    armed = _armed(cases)
    answer = _attempt(armed, trio.current_time()) if armed else None
    if answer is None:
        raise trio.WouldBlock
    return answer


@overload
async def select(case0: Case[T0] | None, /) -> tuple[Literal[0], T0]: ...
@overload
async def select(
    case0: Case[T0] | None, case1: Case[T1] | None, /
) -> tuple[Literal[0], T0] | tuple[Literal[1], T1]: ...
@overload
async def select(
    case0: Case[T0] | None, case1: Case[T1] | None, case2: Case[T2] | None, /
) -> tuple[Literal[0], T0] | tuple[Literal[1], T1] | tuple[Literal[2], T2]: ...
@overload
async def select(
    case0: Case[T0] | None,
    case1: Case[T1] | None,
    case2: Case[T2] | None,
    case3: Case[T3] | None,
    /,
) -> (
    tuple[Literal[0], T0]
    | tuple[Literal[1], T1]
    | tuple[Literal[2], T2]
    | tuple[Literal[3], T3]
): ...
@overload
async def select(
    case0: Case[T0] | None,
    case1: Case[T1] | None,
    case2: Case[T2] | None,
    case3: Case[T3] | None,
    case4: Case[T4] | None,
    /,
) -> (
    tuple[Literal[0], T0]
    | tuple[Literal[1], T1]
    | tuple[Literal[2], T2]
    | tuple[Literal[3], T3]
    | tuple[Literal[4], T4]
): ...
@overload
async def select(
    case0: Case[T0] | None,
    case1: Case[T1] | None,
    case2: Case[T2] | None,
    case3: Case[T3] | None,
    case4: Case[T4] | None,
    case5: Case[T5] | None,
    /,
) -> (
    tuple[Literal[0], T0]
    | tuple[Literal[1], T1]
    | tuple[Literal[2], T2]
    | tuple[Literal[3], T3]
    | tuple[Literal[4], T4]
    | tuple[Literal[5], T5]
): ...
@overload
async def select(*cases: Case[T] | None) -> tuple[int, T]: ...


@enable_ki_protection
async def select(*cases: Case[Any] | None) -> tuple[int, Any]:
    """Wait until one of several cases can happen, and let exactly that one happen.

    This is Go's `select`, on Trio's own memory channels. Use it when a task must choose
    between operations that each take or give something. A timeout or a stop signal
    beside one operation needs no select: use a cancel scope.

    Exactly one case happens. No value is lost, duplicated or sent twice, whatever else
    happens in the same tick: with selects on both ends of a channel, with clones, with
    channels that are closed. If several cases are ready, one of them is chosen at
    random. The same channel on both sides of one select never meets itself.

    Always a checkpoint. If the select is cancelled, no case happened; if a case
    happened, the select returns its value, even if it is cancelled in the same tick.

    Args:
        cases: made by `recv`, `send`, `wait`, `after` and `tick`; or None, which is
            never ready, as Go's nil channel. Without any, it waits until cancelled.

    Returns:
        The index of the case that happened, and its value. That is what was received,
        or `CLOSED`; the time at which a tick was due; else None.

    Raises:
        trio.ClosedResourceError: if a half of a channel that is in a case was closed
            here, whatever else is ready.
        trio.BrokenResourceError: if a send was chosen whose channel has no receiver
            left.
        TypeError: if an argument is not a case.

    The errors leave as they are, in no group.

    Example:
        >>> async def main() -> None:
        ...     send_number, numbers = trio.open_memory_channel[int](1)
        ...     stop = trio.Event()
        ...     send_number.send_nowait(7)
        ...     while True:
        ...         match await select(recv(numbers), wait(stop), after(0.5)):
        ...             case 0, number:
        ...                 print("got", number)
        ...             case 1, _:
        ...                 break
        ...             case 2, _:
        ...                 print("nothing came for half a second")
        ...                 stop.set()
        >>> run(main)
        got 7
        nothing came for half a second

    A limit: with both sides of one unbuffered channel in a select, a `receive_nowait`
    elsewhere may not see the send that is offered. Those who wait to receive do.

    While it waits, the frame of this function is on the task's stack, and the cases are
    its local variable ``cases``; tools that explain what a task waits for may rely on
    it.

    See also: https://go.dev/ref/spec#Select_statements
    """
    armed = _armed(cases)
    if not armed:
        await trio.sleep_forever()
    await trio.lowlevel.checkpoint_if_cancelled()
    started = trio.current_time()
    answer = _attempt(armed, started)
    if answer is not None:
        await trio.lowlevel.cancel_shielded_checkpoint()
        return answer
    while answer is None:
        # After a timer there may be nothing, if another was faster to take the tick.
        answer = await _wait(armed, started) or _attempt(armed, started)
    return answer
