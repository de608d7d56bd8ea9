"""What a parked task waits for: which object, where in the user's code, who holds it.

A task that does not run is suspended in `trio.lowlevel.wait_task_rescheduled`, and the
function that called it is the primitive that the task is parked in. `_RULES` lists the
functions whose wait only another task of the same run can end, with what is known of
each. They are told apart by the names of module and function, so that nothing private
has to be imported. A wait that is not in the list is *unknown*: it may be for the
network, for a thread, or in a library that nobody here has heard of.

Example:
    >>> async def main() -> None:
    ...     event = trio.Event()
    ...     async with trio.open_nursery() as nursery:
    ...         nursery.start_soon(event.wait)
    ...         await trio.testing.wait_all_tasks_blocked()
    ...         (waiter,) = nursery.child_tasks
    ...         wait = wait_of(waiter)
    ...         print(wait.kind, wait.target is event, wait.known)
    ...         event.set()
    >>> run(main)
    event True True
"""

from __future__ import annotations

import inspect
import linecache
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import trio

from trio_patterns.selection import _helpers

from ._internals import age

if TYPE_CHECKING:
    from types import FrameType

Task = trio.lowlevel.Task
HoldersFn = Callable[[Any, Task], "tuple[Task, ...]"]


@dataclass(frozen=True)
class Place:
    """A line of code."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f'File "{self.file}", line {self.line}, in {self.function}'

    @property
    def code(self) -> str:
        """The text of the line; empty if it can't be had."""
        return linecache.getline(self.file, self.line).strip()


@dataclass(frozen=True)
class Wait:
    """What one parked task waits for."""

    kind: str
    """A short name: ``"lock"``, ``"receive"``, ``"sleep"``... Or none of those waits:
    ``"unknown"``, ``"start"`` and ``"checkpoint"`` if it waits for its turn alone,
    ``"idle"`` if for all the others to be blocked, ``"running"``."""
    what: str
    """The same in words that fit behind "waits for"."""
    target: Any
    """The object waited for; `None` if there is none, or none is known."""
    place: Place | None
    """Where the task is in the user's code. Without such code, where it is in the
    library that started it; `None` if that is Trio."""
    holders: tuple[Task, ...]
    """The tasks *each* of which has to act (release, end) before this one can go on,
    as far as it is known."""

    @property
    def known(self) -> bool:
        """Whether nothing but another task of the run, or a cancellation, ends it."""
        return self.kind not in _NOT_FOR_GOOD


def wait_of(task: Task) -> Wait:
    """What ``task`` waits for. One that has been woken is seen where it was parked."""
    if task.coro.cr_running:
        return Wait("running", "nothing", None, _running_place(), ())
    frames = [frame for frame, _ in task.iter_await_frames()]
    names = [_name(frame) for frame in frames]
    place = _place_of(frames)
    if inspect.getcoroutinestate(task.coro) == inspect.CORO_CREATED:
        return Wait("start", "its first turn", None, place, ())
    if _CHECKPOINT in names:
        return Wait("checkpoint", "its next turn", None, place, ())
    # The trap is the first frame of a task that is a bare `wait_task_rescheduled`.
    parked = names.index(_TRAP) - 1 if _TRAP in names else -1
    lot = None
    selects = _SELECTS.intersection(names)
    if selects:
        # It waits for one case itself at most, and has helpers for the others.
        parked = min(map(names.index, selects))
    elif parked >= 0 and names[parked] == _PARK:
        lot = frames[parked].f_locals["self"]
        if names[parked - 1] in _RULES:
            parked -= 1
    rule = _RULES.get(names[parked]) if parked >= 0 else None
    if rule is None:
        return Wait("unknown", _description(names), None, place, ())
    found = frames[parked].f_locals
    target = found.get("self")
    if lot is None or is_in_lot(task):
        moved = lot is not None and task.custom_sleep_data is not lot
        rule = _more_exactly(rule, names[parked - 1], moved=moved)
        holders = rule.holders(target, task)
    else:
        holders = ()  # woken, so that nobody need give it anything
    what = rule.what
    if names[parked] == _WEIGHTED:
        what = f"{found['weight']} {what}"
    return Wait(rule.kind, what, target, place, holders)


def _more_exactly(rule: _Rule, caller: tuple[str, str], *, moved: bool) -> _Rule:
    if rule.kind == "condition" and moved:
        # `notify` has moved it to the parking lot of the condition's lock.
        return _NOTIFIED
    if rule.kind == "sleep" and caller == _SLEEP_UNTIL:
        return _SLEEPS
    return rule


def is_in_lot(task: Task) -> bool:
    """Whether the task sits in a parking lot now, and has not been woken yet."""
    return isinstance(task.custom_sleep_data, trio.lowlevel.ParkingLot)


def is_trios_own(task: Task) -> bool:
    """Whether it is the root task, or the one that takes in work from outside."""
    code = task.coro.cr_code
    return task.parent_nursery is None or (
        code.co_qualname == "EntryQueue.task"
        and Path(code.co_filename).parts[-2:] == ("_core", "_entry_queue.py")
    )


def is_machinery(task: Task) -> bool:
    """Whether it is Trio's own, or one in which a select waits or a detector rests.

    Those are in the system nursery, and need nobody to wake them but their select or
    their detector. A reader would not know what to make of them.
    """
    return task.coro.cr_code.co_filename in _MACHINERY or is_trios_own(task)


_MACHINERY = (
    _helpers.__file__,
    str(Path(__file__).with_name("deadlocks.py")),
)


def _nobody(_target: Any, _waiter: Task) -> tuple[Task, ...]:
    return ()


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


@dataclass(frozen=True)
class _Rule:
    kind: str
    what: str
    holders: HoldersFn = _nobody


# Kinds of waits that something else may end, or that are none.
_NOT_FOR_GOOD = {"unknown", "running", "start", "checkpoint", "idle"}

_TRAP = ("trio._core._traps", "wait_task_rescheduled")
_CHECKPOINT = ("trio._core._traps", "cancel_shielded_checkpoint")
_PARK = ("trio._core._parking_lot", "ParkingLot.park")

_SELECTS = {
    ("trio_patterns.selection.choosing", "_wait_until"),
    ("trio_patterns.selection._waiting", "Waiting.wait"),
}

_WEIGHTED = ("trio_patterns.semaphores", "WeightedSemaphore.acquire")

# A function that parks in a `ParkingLot` of its own goes before the lot.
_RULES: dict[tuple[str, str], _Rule] = {
    ("trio._sync", "Event.wait"): _Rule("event", "an Event to be set"),
    ("trio._sync", "_LockImpl.acquire"): _Rule("lock", "a Lock", _owner),
    ("trio._sync", "Semaphore.acquire"): _Rule("semaphore", "a Semaphore"),
    ("trio._sync", "CapacityLimiter.acquire_on_behalf_of"): _Rule(
        "limiter", "a token of a CapacityLimiter"
    ),
    ("trio._sync", "Condition.wait"): _Rule("condition", "a Condition to be notified"),
    ("trio._channel", "MemorySendChannel.send"): _Rule(
        "send", "room in a memory channel"
    ),
    ("trio._channel", "MemoryReceiveChannel.receive"): _Rule(
        "receive", "a value in a memory channel, or its end"
    ),
    ("trio._timeouts", "sleep_forever"): _Rule("sleep", "nothing, for ever"),
    ("trio._core._run", "Nursery._nested_child_finished"): _Rule(
        "nursery", "the tasks of its nursery to end", _children
    ),
    ("trio._core._run", "Runner.wait_all_tasks_blocked"): _Rule(
        "idle", "all other tasks to be blocked"
    ),
    _WEIGHTED: _Rule("semaphore", "of the permits of a WeightedSemaphore"),
    ("trio_patterns.racing", "_Hedge.wait_for_change"): _Rule(
        "answer", "the first answer, or an error"
    ),
    ("trio_patterns.rwlock", "RWLock._wait"): _Rule(
        "lock", "an RWLock", _before_in_rwlock
    ),
    ("trio_patterns.singleflight", "_Run.join"): _Rule(
        "run", "the run of a Once or a SingleFlight", _runner
    ),
    **dict.fromkeys(_SELECTS, _Rule("select", "one of the cases of a select")),
    _PARK: _Rule("parking lot", "a ParkingLot"),
}
_SLEEP_UNTIL = ("trio._timeouts", "sleep_until")
_SLEEPS = _Rule("sleep", "its sleep to end")
_NOTIFIED = _Rule("lock", "the Lock of a Condition", _owner_of_its_lock)

# Code that a reader does not think of as theirs, though the examples are.
_LIBRARIES = {"trio", "trio_patterns", "trio_util", "pytest_trio", "contextlib"}
_EXAMPLES = "trio_patterns.guide.examples"


def _name(frame: FrameType) -> tuple[str, str]:
    return frame.f_globals.get("__name__", "?"), frame.f_code.co_qualname


def _description(names: list[tuple[str, str]]) -> str:
    """Words for an unknown wait: the innermost function that is not the trap."""
    for module, function in reversed(names):
        if module != _TRAP[0]:
            return f"something in {module}.{function}"
    return "something unknown"


def _place_of(frames: list[FrameType]) -> Place | None:
    library_frame: FrameType | None = None
    for frame in reversed(frames):
        whose = _whose(_name(frame)[0], frame.f_code.co_filename)
        if whose == "user's":
            return _place(frame)
        if library_frame is None and whose == "a library's":
            library_frame = frame
    return None if library_frame is None else _place(library_frame)


def _place(frame: FrameType) -> Place:
    return Place(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)


def _running_place() -> Place | None:
    stack: list[FrameType] = []
    frame = inspect.currentframe()
    while frame is not None and frame.f_code.co_name != "unrolled_run":
        stack.append(frame)
        frame = frame.f_back
    return _place_of(stack[::-1])


@lru_cache(maxsize=1024)
def _whose(module: str, file: str) -> Literal["user's", "a library's", "Trio's"]:
    package = module.partition(".")[0]
    if (
        package not in _LIBRARIES
        or module.startswith(_EXAMPLES)
        or file.startswith("<doctest")
    ):
        return "user's"
    return "Trio's" if package == "trio" else "a library's"
