"""Whether anything outside a run can still send it work, by the token of the run.

Without its `trio.lowlevel.TrioToken` nothing outside reaches a run. So any reference to
the token counts, whoever has it, but for these:

- The run's own.
- Those of frames that have ended. An error keeps the frames of its traceback, and they
  keep their local variables; that of a failed `trio.to_thread.run_sync` has the token.
- Those of the functions in which the tasks of the run are parked: a task that waits
  uses none of its variables. A call of `trio.to_thread.run_sync` that waits for its
  limiter is one of them; one that waits for its thread has lent the token to that.
- Those of the signal handler of a `trio.open_signal_receiver`, while no task waits for
  a signal there: the receiver keeps what comes, and wakes nobody.

A function, a cell, a `functools.partial` or a container that only such a frame holds
is as dead as the frame. CPython shows the variables of a frame to its garbage collector
once the frame has ended, and those of a coroutine while it is suspended.
"""

from __future__ import annotations

import functools
import gc
import sys
from collections import Counter
from types import CellType, FrameType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any

import trio

from trio_patterns._tasks.frames import awaited_by
from trio_patterns._tasks.tree import all_tasks
from trio_patterns._tasks.trio_names import SIGNAL_RECEIVER

if TYPE_CHECKING:
    from collections.abc import Iterator

# What may be held by a dead frame alone, and hold the token for it. A dict may be the
# frame's snapshot of its variables, which stays where somebody has shown them.
_LINKS = frozenset(
    {CellType, FunctionType, MethodType, functools.partial, tuple, list, dict}
)


class _HoldsToken:
    """Holds an object as a run holds its token, to see what that counts for."""

    token = object()

    @classmethod
    def get(cls) -> object:
        return cls.token


_UNUSED_TOKEN_REFERENCES = sys.getrefcount(_HoldsToken.get())


def token_is_held() -> bool:
    """Tell whether anybody but Trio has a reference to the token of the run.

    It takes no time, so garbage and dead frames count.
    """
    return _references_to_token() > 0


def token_may_be_used(*, by_signals: bool = True) -> bool:
    """Tell whether anybody who has the token can still use it.

    It walks over the heap, if somebody but Trio has the token.

    Args:
        by_signals: whether a signal may come that a task waits for.
    """
    held = _references_to_token()
    return held > 0 and held > _references_of_the_dead(by_signals=by_signals)


def _references_to_token() -> int:
    references = sys.getrefcount(trio.lowlevel.current_trio_token())
    return references - _UNUSED_TOKEN_REFERENCES


def _references_of_the_dead(*, by_signals: bool) -> int:
    """Count the references to the token by what can't use it, or not any more."""
    token = id(trio.lowlevel.current_trio_token())
    from_the_dead: Counter[int] = Counter()
    links: dict[int, Any] = {}  # held by something dead, and maybe by others
    objects = gc.get_objects()
    dying: list[Any] = [
        # The variables of the other frames are hidden from `gc.get_referents`.
        *[thing for thing in objects if type(thing) is FrameType],
        *_awaited_by_tasks(),
        *_cells_of_signal_handlers(objects, waited_for=not by_signals),
    ]
    del objects
    seen = {id(thing) for thing in dying}
    while dying:
        for thing in gc.get_referents(*dying):
            from_the_dead[id(thing)] += 1
            if type(thing) in _LINKS and id(thing) not in seen:
                links[id(thing)] = thing
            del thing
        dying = [
            links.pop(key)
            for key in list(links)
            if _references_in(links, key) - _OWN_REFERENCES == from_the_dead[key]
        ]
    return from_the_dead[token]


def _awaited_by_tasks() -> Iterator[Any]:
    """Walk over the coroutines, and the like, in which the tasks are parked."""
    for task, _ in all_tasks():
        awaited: Any = None if task.coro.cr_running else task.coro
        while awaited is not None:
            yield awaited
            awaited = awaited_by(awaited)


def _cells_of_signal_handlers(
    objects: list[Any], *, waited_for: bool
) -> Iterator[CellType]:
    """Find what has the token for a signal receiver, where no task waits for a signal.

    Args:
        objects: those of the heap.
        waited_for: find those of all receivers.
    """
    receiver = SIGNAL_RECEIVER.code
    inside = receiver.co_consts if receiver else ()
    # Since Python 3.14 the annotations of the handler are a function, too.
    codes = {id(it) for it in inside if "token" in getattr(it, "co_freevars", ())}
    for thing in objects:
        if type(thing) is FunctionType and id(thing.__code__) in codes:
            names = thing.__code__.co_freevars
            cells = dict(zip(names, thing.__closure__ or (), strict=True))
            if waited_for or _has_no_waiters(cells["queue"].cell_contents):
                yield cells["token"]


def _has_no_waiters(receiver: object) -> bool:
    lots = [
        it for it in vars(receiver).values() if isinstance(it, trio.lowlevel.ParkingLot)
    ]
    return lots != [] and not any(lot.statistics().tasks_waiting for lot in lots)


def _references_in(things: dict[int, Any], key: int) -> int:
    return sys.getrefcount(things[key])


# That of the dictionary, and those of the call.
_OWN_REFERENCES = _references_in({0: object()}, 0)
