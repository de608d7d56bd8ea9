"""`select` and `select_nowait`: try all the cases, and if none is ready, wait.

First, try: each case is attempted without waiting, in a random order, by the channel's
own `receive_nowait` or `send_nowait`. Nothing else runs meanwhile.

Else, wait. There are three ways, from cheap to expensive:

- For one channel or event, the select waits in the operation itself.
- Beside it, timers and further events need a cancel scope around that operation: its
  deadline is the first timer's, and an event cancels it (`_events`). Neither takes
  anything, so afterwards all the cases are tried once more.
- In several channels, a helper task waits in each of them (`_waiting`).
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, overload

import trio
from trio.lowlevel import enable_ki_protection

from ._channels import group_by_channel, has_several_halves
from ._events import cancel_when_set, stop_watching
from ._waiting import Waiting
from .cases import CLOSED, ENDINGS, NOT_READY, Case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .cases import Numbered

T = TypeVar("T")
T0 = TypeVar("T0")
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")
T5 = TypeVar("T5")

_OrNone: TypeAlias = Case[T] | None
_Got0: TypeAlias = tuple[Literal[0], T]
_Got1: TypeAlias = tuple[Literal[1], T]
_Got2: TypeAlias = tuple[Literal[2], T]
_Got3: TypeAlias = tuple[Literal[3], T]
_Got4: TypeAlias = tuple[Literal[4], T]
_Got5: TypeAlias = tuple[Literal[5], T]

# Chooses among the cases that are ready. Not Python's shared one, as Trio's own is not,
# so that tools which repeat a run can seed it.
rng: random.Random = random.Random()  # noqa: S311  # nothing here is a secret


@overload
def select_nowait(case0: _OrNone[T0], /) -> _Got0[T0]: ...
@overload
def select_nowait(
    case0: _OrNone[T0], case1: _OrNone[T1], /
) -> _Got0[T0] | _Got1[T1]: ...
@overload
def select_nowait(
    case0: _OrNone[T0], case1: _OrNone[T1], case2: _OrNone[T2], /
) -> _Got0[T0] | _Got1[T1] | _Got2[T2]: ...
@overload
def select_nowait(
    case0: _OrNone[T0], case1: _OrNone[T1], case2: _OrNone[T2], case3: _OrNone[T3], /
) -> _Got0[T0] | _Got1[T1] | _Got2[T2] | _Got3[T3]: ...
@overload
def select_nowait(
    case0: _OrNone[T0],
    case1: _OrNone[T1],
    case2: _OrNone[T2],
    case3: _OrNone[T3],
    case4: _OrNone[T4],
    /,
) -> _Got0[T0] | _Got1[T1] | _Got2[T2] | _Got3[T3] | _Got4[T4]: ...
@overload
def select_nowait(
    case0: _OrNone[T0],
    case1: _OrNone[T1],
    case2: _OrNone[T2],
    case3: _OrNone[T3],
    case4: _OrNone[T4],
    case5: _OrNone[T5],
    /,
) -> _Got0[T0] | _Got1[T1] | _Got2[T2] | _Got3[T3] | _Got4[T4] | _Got5[T5]: ...
@overload
def select_nowait(*cases: Case[T] | None) -> tuple[int, T]: ...


@enable_ki_protection
def select_nowait(*cases: Case[Any] | None) -> tuple[int, Any]:
    """Choose a case that is ready now: Go's `select` with a ``default``.

    Args:
        cases: As for `select`. Of the timers, ``after(0)`` is ready, and a tick that is
            due.

    Returns:
        The index of the case that happened, and its value.

    Raises:
        trio.WouldBlock: None is ready, or there are none.
        trio.ClosedResourceError: As for `select`.
        trio.BrokenResourceError: As for `select`.
        TypeError: As for `select`.

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
    answer = _attempt(_in_random_order(cases))
    if answer is None:
        raise trio.WouldBlock
    return answer


@overload
async def select(case0: _OrNone[T0], /) -> _Got0[T0]: ...
@overload
async def select(
    case0: _OrNone[T0], case1: _OrNone[T1], /
) -> _Got0[T0] | _Got1[T1]: ...
@overload
async def select(
    case0: _OrNone[T0], case1: _OrNone[T1], case2: _OrNone[T2], /
) -> _Got0[T0] | _Got1[T1] | _Got2[T2]: ...
@overload
async def select(
    case0: _OrNone[T0], case1: _OrNone[T1], case2: _OrNone[T2], case3: _OrNone[T3], /
) -> _Got0[T0] | _Got1[T1] | _Got2[T2] | _Got3[T3]: ...
@overload
async def select(
    case0: _OrNone[T0],
    case1: _OrNone[T1],
    case2: _OrNone[T2],
    case3: _OrNone[T3],
    case4: _OrNone[T4],
    /,
) -> _Got0[T0] | _Got1[T1] | _Got2[T2] | _Got3[T3] | _Got4[T4]: ...
@overload
async def select(
    case0: _OrNone[T0],
    case1: _OrNone[T1],
    case2: _OrNone[T2],
    case3: _OrNone[T3],
    case4: _OrNone[T4],
    case5: _OrNone[T5],
    /,
) -> _Got0[T0] | _Got1[T1] | _Got2[T2] | _Got3[T3] | _Got4[T4] | _Got5[T5]: ...
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

    The Go original: https://go.dev/ref/spec#Select_statements

    Args:
        cases: Made by `recv`, `send`, `wait`, `after` and `tick`; or None, which is
            never ready, as Go's nil channel. Without any, it waits until cancelled.

    Returns:
        The index of the case that happened, and its value. That is what was received,
        or `CLOSED`; the time at which a tick was due; else None.

    Raises:
        trio.ClosedResourceError: A half of a channel that is in a case was closed here,
            whatever else is ready.
        trio.BrokenResourceError: A send was chosen whose channel has no receiver left.
        TypeError: An argument is not a case.

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

    Two limits, with both sides of one channel in a select. If it is unbuffered, a
    `receive_nowait` elsewhere may not see the send that is offered; tasks that wait to
    receive get it. And while such a select waits, each step of any task of the run
    takes longer, about twice as long as a checkpoint for the first such channel.

    A select that waits on several channels, or on an event beside something else, uses
    helpers: system tasks, which the run keeps idle for its next select, at most 128 of
    them, as Trio keeps its threads. They hold on to nothing, and end with the run.

    While it waits, the frame of this function is on the task's stack, and the cases are
    its local variable ``cases``; tools that explain what a task waits for may rely on
    it.
    """
    shuffled = _in_random_order(cases)
    if not shuffled:
        await trio.sleep_forever()
    await trio.lowlevel.checkpoint_if_cancelled()
    answer = _attempt(shuffled)
    if answer is not None:
        await trio.lowlevel.cancel_shielded_checkpoint()
        return answer
    now = trio.current_time()
    armed = [(index, case.armed(now)) for index, case in shuffled]
    while answer is None:
        # After a timer there may be nothing, if another task was faster to take the
        # tick.
        answer = await _wait(armed) or _attempt(armed)
    return answer


def _in_random_order(cases: Sequence[Case[Any] | None]) -> list[Numbered]:
    """Number the cases, leave out those that are never ready, and shuffle the rest.

    The order decides among cases that are ready, and among those that wait in one
    channel. A random starting point would not be fair: the case after one that is not
    ready would get the share of both.
    """
    numbered: list[Numbered] = []
    for index, case in enumerate(cases):
        if isinstance(case, Case):
            numbered.append((index, case))
        elif case is not None:
            raise TypeError(
                "a case of a select is made by recv(), send(), wait(), after() or "
                f"tick(), or is None; case {index} is {case!r}"
            )
    if len(numbered) == 2:
        # The usual case on the hot path, for which `shuffle` is slow.
        if rng.getrandbits(1):
            numbered.reverse()
    elif len(numbered) > 2:
        rng.shuffle(numbered)
    return numbered


def _attempt(shuffled: Sequence[Numbered]) -> tuple[int, Any] | None:
    """Let the first case that is ready happen, if there is one."""
    for index, case in shuffled[1:]:  # the first one's attempt is its own check
        try:
            case.check_open()
        except trio.ClosedResourceError as error:
            raise _explained(index, case, type(error)) from None
    for index, case in shuffled:
        try:
            value = case.attempt()
        except (trio.ClosedResourceError, trio.BrokenResourceError) as error:
            raise _explained(index, case, type(error)) from None
        if value is not NOT_READY:
            return index, value
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


async def _wait(armed: Sequence[Numbered]) -> tuple[int, Any] | None:
    """Wait until one of the cases has happened, or perhaps can."""
    due = min([case.due() for _, case in armed])
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
    """Wait no longer than until the time has come, or one of the events is set.

    The recorder of a timeline looks at the local variable ``scope``; see
    ``_tasks/selects.py``.
    """
    with trio.CancelScope(deadline=due) as scope:
        cancel_when_set(scope, events)
        try:
            return await _wait_for_one(cases)
        finally:
            stop_watching(scope, events)
    return None


async def _wait_for_one(cases: Sequence[Numbered]) -> tuple[int, Any]:
    """Wait until one of the cases has happened."""
    groups = group_by_channel(cases) if len(cases) > 1 else []
    if len(groups) > 1 or any(map(has_several_halves, groups)):
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
