"""What a parked task waits for: which object, where in the user's code, who holds it.

A task that does not run is suspended in `trio.lowlevel.wait_task_rescheduled`, and the
function that called it is the primitive that the task is parked in; ``rules.py`` says
what each means. A wait in another function is *unknown*: it may be for the network, or
in a library that nobody here has heard of.

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
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import trio

from .frames import await_frames, variables_of
from .places import module_of, place_of
from .rules import IO, NOTIFIED, SLEEP, rule_of
from .selects import HELPERS, WAITS_OF_A_SELECT
from .trio_names import (
    ENTRY_QUEUE_TASK,
    IO_MANAGER,
    PARK,
    RUN_LOOP,
    SHIELDED_CHECKPOINT,
    SLEEP_UNTIL,
    TRAP,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType, FrameType

    from trio.lowlevel import Task

    from .places import Place
    from .rules import Rule

Fn = TypeVar("Fn", bound="Callable[..., object]")


class Wait(NamedTuple):
    """What one task waits for."""

    kind: str
    """A short name: ``"lock"``, ``"receive"``, ``"sleep"``... Or none of those waits:
    ``"thread"``, ``"I/O"`` and ``"unknown"`` if something outside may end it,
    ``"start"`` and ``"checkpoint"`` if it waits for its turn alone, ``"idle"`` if for
    all the others to be blocked, ``"running"``."""
    what: str
    """The same in words that fit after "waits for"."""
    place: Place | None
    """Where the task is in the user's code. Without such code, where it is in the
    library that started it; `None` if that is Trio."""
    known: bool = False
    """Whether nothing but another task of the run, or a cancellation, ends it."""
    target: Any = None
    """The object waited for; `None` if there is none, or none is known."""
    holders: tuple[Task, ...] = ()
    """The tasks *each* of which has to act (release, end) before this one can go on,
    as far as it is known."""


class _Stack(NamedTuple):
    """What an await stack says of a task's wait, whatever the variables hold.

    It is the same for all tasks that are at the same instructions of the same code, and
    takes longest to find out. The code is kept: while it lives, nothing else has its
    identity.
    """

    code: list[CodeType]
    wait: Wait
    rule: Rule | None = None
    """`None` if the variables have nothing to add, or are not to be read."""
    primitive: int = -1
    """The number of the frame of the primitive that the task is parked in."""
    lot: int = -1
    """That of `trio.lowlevel.ParkingLot.park`; -1 if the task parks in none."""
    lacks_target_alone: bool = False
    """Whether the variables add the object that is waited for, and nothing else."""


def wait_of(task: Task, *, target: bool = True) -> Wait:
    """Find out what ``task`` waits for; without the target, in half the time.

    A task that was woken but has not run yet is reported where it was parked.
    """
    if task.coro.cr_running:
        return Wait("running", "nothing", place_of(_running_frames()))
    frames = await_frames(task)
    # Parked in the trap, it has another frame.
    if len(frames) == 1 and (
        inspect.getcoroutinestate(task.coro) == inspect.CORO_CREATED
    ):
        return Wait("start", "its first turn", place_of(frames))
    stack = _stack_of(frames)
    rule = stack.rule
    if rule is None or (stack.lacks_target_alone and not target):
        return stack.wait
    variables = variables_of(frames[stack.primitive])
    thing = variables.get("self")
    if stack.lot < 0:
        holders = rule.holders(thing, task)
    elif is_in_lot(task):
        if rule.kind == "condition" and (
            task.custom_sleep_data is not variables_of(frames[stack.lot])["self"]
        ):
            # `notify` has moved it to the parking lot of the condition's lock.
            rule = NOTIFIED
        holders = rule.holders(thing, task)
    else:
        holders = ()  # it was woken: nobody need give it anything
    what = rule.what.format_map(variables)
    return Wait(rule.kind, what, stack.wait.place, rule.known, thing, holders)


def _stack_of(frames: list[FrameType]) -> _Stack:
    # Hot path of the recorder.
    key = tuple([(id(frame.f_code), frame.f_lasti) for frame in frames])
    stack = _stacks.get(key)
    if stack is None:
        if len(_stacks) >= _MOST_STACKS:
            _stacks.clear()
        stack = _stacks[key] = _read(frames)
    return stack


def _read(frames: list[FrameType]) -> _Stack:
    code = [frame.f_code for frame in frames]
    place = place_of(reversed(frames))
    if any(map(SHIELDED_CHECKPOINT.is_at, frames)):
        return _Stack(code, Wait("checkpoint", "its next turn", place))
    primitive, lot = _primitive_in(frames)
    rule = None if primitive < 0 else rule_of(frames[primitive])
    if rule is None:
        return _Stack(code, _unknown_wait(frames, place))
    if rule.kind == "sleep" and primitive and SLEEP_UNTIL.is_at(frames[primitive - 1]):
        rule = SLEEP
    wait = Wait(rule.kind, rule.what, place, rule.known)
    if rule.of_others:
        return _Stack(code, wait)
    return _Stack(code, wait, rule, primitive, lot, not rule.needs_variables)


def forget_stacks() -> None:
    """Read each stack anew: a rule has changed."""
    _stacks.clear()


_stacks: dict[tuple[tuple[int, int], ...], _Stack] = {}
# Some hundred instructions of a program are waits; a test suite has more.
_MOST_STACKS = 2048


def _primitive_in(frames: list[FrameType]) -> tuple[int, int]:
    """Find the frame of the primitive that a task is parked in, on an await stack.

    It is the frame that called the trap. A primitive that parks in a lot of its own is
    one frame further out. Of a select it is the outermost frame of its wait: the caller
    waits for one case itself, at most, and has helpers wait for the others.

    Returns:
        The number of the frame, and of that of the lot in which it parks; -1 if there
        is none.
    """
    for number, frame in enumerate(frames):
        if id(frame.f_code) in _SELECTS:
            return number, -1
        if TRAP.is_at(frame):
            parked = number - 1
            if parked < 0 or not PARK.is_at(frames[parked]):
                return parked, -1
            around = parked - 1
            has_own_lot = around >= 0 and rule_of(frames[around]) is not None
            return around if has_own_lot else parked, parked
    return -1, -1


def _unknown_wait(frames: list[FrameType], place: Place | None) -> Wait:
    """Describe a wait by the innermost function that is not the trap."""
    for frame in reversed(frames):
        module = module_of(frame)
        if module == IO_MANAGER.found.__module__:
            return Wait(IO.kind, IO.what, place)
        if module != TRAP.module:
            function = f"{module}.{frame.f_code.co_qualname}"
            return Wait("unknown", f"something in {function}", place)
    return Wait("unknown", "something unknown", place)


def _running_frames() -> Iterator[FrameType]:
    """Walk over the stack of the running task, from the inside out."""
    frame = inspect.currentframe()
    while frame is not None and not RUN_LOOP.is_at(frame):
        yield frame
        frame = frame.f_back


def is_in_lot(task: Task) -> bool:
    """Tell whether the task sits in a parking lot now, and has not been woken yet."""
    return isinstance(task.custom_sleep_data, trio.lowlevel.ParkingLot)


def is_trios_own(task: Task) -> bool:
    """Tell whether it is the root task, or the one that takes in work from outside."""
    return task.parent_nursery is None or task.coro.cr_code is ENTRY_QUEUE_TASK.code


def is_machinery(task: Task) -> bool:
    """Tell whether it is Trio's own, or a task in which a select or a tool waits.

    Those are in the system nursery, and need nobody to wake them but their select or
    their tool. A reader of a report would not know what to make of them.
    """
    return id(task.coro.cr_code) in _MACHINERY or is_trios_own(task)


def machinery(async_fn: Fn) -> Fn:
    """Decorate the async function of a tool's own task: no report shows the task."""
    function: Any = async_fn
    _MACHINERY.add(id(function.__code__))
    return async_fn


_SELECTS = {id(function.__code__) for function in WAITS_OF_A_SELECT}
_MACHINERY = {id(function.__code__) for function in HELPERS}
