"""The functions in which a task waits for another task of its run, and no one else.

Only those are listed whose wait nothing from outside the run can end, with what is
known of each: Trio's own primitives, those of `trio_patterns`, of two other libraries,
and what was registered. Some entries are for the outside all the same: they give names
to waits that are common.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trio_patterns.racing import _Hedge  # pyright: ignore[reportPrivateUsage]
from trio_patterns.rwlock import RWLock
from trio_patterns.semaphores import WeightedSemaphore
from trio_patterns.singleflight import _Run  # pyright: ignore[reportPrivateUsage]

from . import trio_names
from .places import module_of
from .selects import WAITS_OF_A_SELECT
from .trio_names import Function, age

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType

    import trio
    from trio.lowlevel import Task


def _nobody(_target: Any, _waiter: Task) -> tuple[Task, ...]:
    return ()


@dataclass(frozen=True)
class Rule:
    """What it means that a task is parked in some function."""

    kind: str
    """The wait's short name."""
    what: str
    """The same in words that fit after "waits for"; may name a local variable."""
    holders: Callable[[Any, Task], tuple[Task, ...]] = _nobody
    """Finds, for the object waited for and the waiter, who has to act."""
    known: bool = True
    """Whether only another task of the run, or a cancellation, can end the wait."""
    of_others: bool = False
    """Whether the function is another library's, whose variables are not to be read:
    that could change what its own `locals()` gives."""

    @property
    def needs_variables(self) -> bool:
        """Whether more than the object waited for depends on the local variables."""
        return (
            self.holders is not _nobody or "{" in self.what or self.kind == "condition"
        )


def _owner(lock: trio.Lock, _waiter: Task) -> tuple[Task, ...]:
    owner = lock.statistics().owner
    return () if owner is None else (owner,)


def _owner_of_its_lock(condition: trio.Condition, _waiter: Task) -> tuple[Task, ...]:
    owner = condition.statistics().lock_statistics.owner
    return () if owner is None else (owner,)


def _before_in_rwlock(lock: Any, waiter: Task) -> tuple[Task, ...]:
    statistics = lock.statistics()
    if statistics.writer is not None:
        return (statistics.writer,)
    # Readers keep each other out only by a writer that came between them, and that may
    # give up.
    queue = lock._queue  # noqa: SLF001  # of our own lock
    if queue.request_of(waiter).value == "writing":
        return tuple(statistics.readers)
    return tuple(
        task for task, mode in queue.ahead_of(waiter) if mode.value == "writing"
    )


def _runner(run: Any, _waiter: Task) -> tuple[Task, ...]:
    return () if run.runner is None else (run.runner,)


def _children(nursery: trio.Nursery, _waiter: Task) -> tuple[Task, ...]:
    if any(child.eventual_parent_nursery for child in nursery.child_tasks):
        # `Nursery.start` waits in it, and whoever has the child's `task_status` may end
        # that.
        return ()
    # They are a set: in the order of their age, for the same report each time.
    return tuple(sorted(nursery.child_tasks, key=age))


PARKING_LOT = Rule("parking lot", "a ParkingLot")
# Two refinements: see `waits.wait_of`.
SLEEP = Rule("sleep", "its sleep to end")
NOTIFIED = Rule("lock", "the Lock of a Condition", _owner_of_its_lock)
IO = Rule("I/O", "the world outside", known=False)

_TRIOS: dict[Function, Rule] = {
    trio_names.EVENT_WAIT: Rule("event", "an Event to be set"),
    trio_names.LOCK_ACQUIRE: Rule("lock", "a Lock", _owner),
    trio_names.SEMAPHORE_ACQUIRE: Rule("semaphore", "a Semaphore"),
    trio_names.LIMITER_ACQUIRE: Rule("limiter", "a token of a CapacityLimiter"),
    trio_names.CONDITION_WAIT: Rule("condition", "a Condition to be notified"),
    trio_names.SEND: Rule("send", "room in a memory channel"),
    trio_names.RECEIVE: Rule("receive", "a value in a memory channel, or its end"),
    trio_names.SLEEP_FOREVER: Rule("sleep", "nothing, for ever"),
    trio_names.NURSERY_END: Rule(
        "nursery", "the tasks of its nursery to end", _children
    ),
    trio_names.PARK: PARKING_LOT,
    # That one may come from outside shows by the token, which its handler has.
    trio_names.NEXT_SIGNAL: Rule("signal", "a signal"),
    trio_names.ALL_BLOCKED: Rule("idle", "all other tasks to be blocked", known=False),
    # Parked there, it has been cancelled already, and gets its turn to see that.
    trio_names.CHECKPOINT: Rule("checkpoint", "its next turn", known=False),
    trio_names.THREAD: Rule("thread", "a thread", known=False),
}
_OURS: dict[Any, Rule] = {
    WeightedSemaphore.acquire: Rule(
        "semaphore", "{weight} of the permits of a WeightedSemaphore"
    ),
    _Hedge[Any].wait_for_change: Rule("answer", "the first answer, or an error"),
    RWLock._wait: Rule("lock", "an RWLock", _before_in_rwlock),  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    _Run[Any].join: Rule("run", "the run of a Once or a SingleFlight", _runner),
    **dict.fromkeys(WAITS_OF_A_SELECT, Rule("select", "one of the cases of a select")),
}

# By the identity of the code: two functions that look alike have equal codes.
_RULES: dict[int, Rule] = {
    **{id(function.code): rule for function, rule in _TRIOS.items() if function.code},
    **{id(function.__code__): rule for function, rule in _OURS.items()},
}


# Of other libraries, by name: they need not be installed, and one that has changed its
# names has unknown waits again. anyio's primitives park in Trio's.
_OF_LIBRARIES = {
    ("trio_util._async_value", "_WaitQueue.park"): Rule(
        "value", "a value of an AsyncValue", of_others=True
    ),
    ("tricycle._rwlock", "RWLock.acquire"): Rule(
        "lock", "a tricycle.RWLock", of_others=True
    ),
}
# The codes that were registered: while they live, nothing else has their identity.
_registered: list[CodeType] = []


def register(async_fn: Callable[..., object], what: object) -> None:
    """Add a function, in which a task waits for another task alone."""
    code = getattr(inspect.unwrap(async_fn), "__code__", None)
    if code is None or not code.co_flags & inspect.CO_COROUTINE:
        raise TypeError(f"async_fn must be an async function, not {async_fn!r}")
    if not isinstance(what, str):
        raise TypeError(f"what must be a string, not {what!r}")
    if not what:
        raise ValueError("what must not be empty")
    known = _RULES.get(id(code))
    if known is not None and not known.of_others:
        raise ValueError(f"async_fn {async_fn!r} is known already: {known.what}")
    _registered.append(code)
    _RULES[id(code)] = Rule("registered", what, of_others=True)


def rule_of(frame: FrameType) -> Rule | None:
    """Find what it means to be parked in this function; `None` if that is unknown."""
    rule = _RULES.get(id(frame.f_code))
    if rule is None:
        rule = _OF_LIBRARIES.get((module_of(frame), frame.f_code.co_qualname))
    return rule
