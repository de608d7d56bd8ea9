"""Every private name of Trio's that the tools use, looked up in this one place.

No public interface tells in which function a task is parked, which of two tasks is the
older, or which cancel scopes are around a task; and none lets anybody choose the order
in which Trio runs its ready tasks. So the tools use names that Trio may change:

- an `Attribute` of a module or a class is read, or replaced for a while;
- a `Field`, which each instance of a class has, is read or set;
- a `Function` is recognized on the stack of a task, by the code that the name leads
  to, some of its local variables may be read, too.

The names are looked up when this module is imported. That never fails: it is no
concern of a program that asks for none of the tools. Each tool calls `check` when it is
used, with the names that it needs. In a Trio in which one of them is gone that is an
error which says so, and neither silence nor a wrong result; and the tools that do
without that name still work.
"""

from __future__ import annotations

import inspect
import random
from contextlib import contextmanager
from functools import reduce
from importlib import import_module
from typing import TYPE_CHECKING, Any

import trio

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from types import CodeType, FrameType

    from trio.lowlevel import Task


class Name:
    """A name of Trio's: a module, and a path of attributes in it."""

    def __init__(self, module: str, path: str) -> None:
        self.module = module
        self.path = path
        self.owner: Any = None
        """The module or class that the last part of the path is looked up in."""
        self.found: Any = None
        """What the name stands for; `None` if this Trio has no such name."""
        self.problem = ""
        """What is wrong with the name in this Trio; empty if nothing is."""
        *owners, self.attribute = path.split(".")
        try:
            self.owner = reduce(getattr, owners, import_module(module))
            self.found = self._look_up()
        except (ImportError, AttributeError):
            self.problem = f"{self} is gone"

    def __str__(self) -> str:
        return f"{self.module}.{self.path}"

    def _look_up(self) -> Any:
        return getattr(self.owner, self.attribute)

    def current(self) -> Any:
        """Look up what the name stands for now, which may have been replaced."""
        return getattr(self.owner, self.attribute)

    @contextmanager
    def replaced(self, value: object) -> Generator[None]:
        """Have another value in the module or the class, while in the block."""
        before = self.current()
        setattr(self.owner, self.attribute, value)
        try:
            yield
        finally:
            setattr(self.owner, self.attribute, before)


class Attribute(Name):
    """An attribute of a module or of a class, of a certain type."""

    def __init__(self, module: str, path: str, kind: type[Any] = object) -> None:
        super().__init__(module, path)
        if not self.problem and not isinstance(self.found, kind):
            self.problem = f"{self} is not a {kind.__module__}.{kind.__qualname__}"


class Field(Name):
    """An attribute that each instance of a class has."""

    def _look_up(self) -> Any:
        # The class has it too if it has slots. All of Trio's are made by attrs.
        for field in getattr(self.owner, "__attrs_attrs__", ()):
            if field.name == self.attribute:
                return field
        return super()._look_up()

    def of(self, instance: object) -> Any:
        """Read the attribute of an instance."""
        return getattr(instance, self.attribute)

    def set_of(self, instance: object, value: object) -> None:
        """Set the attribute of an instance."""
        setattr(instance, self.attribute, value)


class Function(Name):
    """A function that is recognized on the stack, with the local variables to read."""

    def __init__(self, module: str, path: str, *variables: str) -> None:
        super().__init__(module, path)
        self.code: CodeType | None = None
        if self.problem:
            return
        # An abstract one is of the interface alone, and never on the stack.
        if not getattr(self.found, "__isabstractmethod__", False):
            self.code = getattr(inspect.unwrap(self.found), "__code__", None)
        if self.code is None:
            self.problem = f"{self} is not a function"
        elif gone := [name for name in variables if name not in _variables(self.code)]:
            self.problem = f"{self} has no {' and no '.join(gone)}"

    def is_at(self, frame: FrameType) -> bool:
        """Tell whether the frame is one of a call of this function."""
        return frame.f_code is self.code

    def around(self, frame: FrameType | None) -> FrameType | None:
        """Find the frame of this function from which ``frame`` was called."""
        while frame is not None and frame.f_code is not self.code:
            frame = frame.f_back
        return frame


def _variables(code: CodeType) -> tuple[str, ...]:
    # The latter are those that a function inside uses.
    return code.co_varnames + code.co_cellvars


def check(tool: str, names: Iterable[Name]) -> None:
    """Raise if this Trio is not as ``tool`` has to know it.

    Raises:
        RuntimeError: A name that the tool needs is gone, or stands for something else.
    """
    problems = dict.fromkeys(name.problem for name in names if name.problem)
    if problems:
        raise RuntimeError(
            f"{tool} relies on private names of Trio's, and some have changed in trio "
            f"{trio.__version__}: {'; '.join(problems)}"
        )


# Tasks.
COUNTER = Field("trio.lowlevel", "Task._counter")
ENTRY_QUEUE_TASK = Function("trio._core._entry_queue", "EntryQueue.task")

TREE = (COUNTER, ENTRY_QUEUE_TASK)

# Where tasks are parked.
TRAP = Function("trio._core._traps", "wait_task_rescheduled")
SHIELDED_CHECKPOINT = Function("trio._core._traps", "cancel_shielded_checkpoint")
CHECKPOINT = Function("trio._core._run", "checkpoint")
PARK = Function("trio._core._parking_lot", "ParkingLot.park", "self")
EVENT_WAIT = Function("trio._sync", "Event.wait", "self")
LOCK_ACQUIRE = Function("trio._sync", "_LockImpl.acquire", "self")
SEMAPHORE_ACQUIRE = Function("trio._sync", "Semaphore.acquire", "self")
LIMITER_ACQUIRE = Function("trio._sync", "CapacityLimiter.acquire_on_behalf_of", "self")
CONDITION_WAIT = Function("trio._sync", "Condition.wait", "self")
SEND = Function("trio._channel", "MemorySendChannel.send", "self")
RECEIVE = Function("trio._channel", "MemoryReceiveChannel.receive", "self")
SLEEP_FOREVER = Function("trio._timeouts", "sleep_forever")
SLEEP_UNTIL = Function("trio._timeouts", "sleep_until", "deadline")
NURSERY_END = Function("trio._core._run", "Nursery._nested_child_finished", "self")
ALL_BLOCKED = Function("trio._core._run", "Runner.wait_all_tasks_blocked")
THREAD = Function("trio._threads", "to_thread_run_sync")
NEXT_SIGNAL = Function("trio._signals", "SignalReceiver.__anext__", "self")
IO_MANAGER = Attribute("trio._core._run", "TheIOManager", type)
# Below it on the stack stands what drives a run: `trio.run`, or a guest run's host.
RUN_LOOP = Function("trio._core._run", "unrolled_run")

WAITS = (
    *TREE,
    *(TRAP, SHIELDED_CHECKPOINT, CHECKPOINT, PARK, EVENT_WAIT, LOCK_ACQUIRE),
    *(SEMAPHORE_ACQUIRE, LIMITER_ACQUIRE, CONDITION_WAIT, SEND, RECEIVE),
    *(SLEEP_FOREVER, SLEEP_UNTIL, NURSERY_END, ALL_BLOCKED, THREAD, NEXT_SIGNAL),
    *(IO_MANAGER, RUN_LOOP),
)

# Whether a run is stuck for good, and how to end what is stuck.
RUN = Function("trio._core._run", "run")
NO_DEADLINE = Attribute("trio._core._run", "_MAX_TIMEOUT", int)
CANCEL_STATUS = Field("trio.lowlevel", "Task._cancel_status")
SCOPE = Field("trio._core._run", "CancelStatus._scope")
OUTER = Field("trio._core._run", "CancelStatus._parent")

# The handler inside it has the token.
SIGNAL_RECEIVER = Function(
    "trio._signals", "open_signal_receiver", "token", "queue", "handler"
)

DEADLOCKS = (*(*WAITS, RUN, NO_DEADLINE, CANCEL_STATUS, SCOPE, OUTER, SIGNAL_RECEIVER),)

# What a task is woken with: a value, or a `trio.Cancelled`.
NEXT_SEND = Field("trio.lowlevel", "Task._next_send")

CANCELLATION = (NEXT_SEND,)

# The order in which ready tasks run, and deadlines come.
IS_DETERMINISTIC = Attribute("trio._core._run", "_ALLOW_DETERMINISTIC_SCHEDULING", bool)
RANDOM_SOURCE = Attribute("trio._core._run", "_r", random.Random)
DEADLINES_ADD = Attribute("trio._core._run", "Deadlines.add")
DEADLINES_HEAP = Field("trio._core._run", "Deadlines._heap")
DEADLINES_ACTIVE = Field("trio._core._run", "Deadlines._active")
# Sets of which the order decides who is woken, or cancelled, first.
SETS = (
    Field("trio", "Event._tasks"),
    Field("trio", "MemorySendChannel._tasks"),
    Field("trio", "MemoryReceiveChannel._tasks"),
    Field("trio._core._run", "CancelStatus._tasks"),
    Field("trio._core._run", "CancelStatus._children"),
)

SCHEDULER = (
    *(IS_DETERMINISTIC, RANDOM_SOURCE),
    *(DEADLINES_ADD, DEADLINES_HEAP, DEADLINES_ACTIVE, *SETS),
)

# Who wakes a task, with what, and how a task ends.
RESCHEDULE = Function("trio.lowlevel", "reschedule")
RUNNER_RESCHEDULE = Function("trio._core._run", "Runner.reschedule")
TASK_EXITED = Function("trio._core._run", "Runner.task_exited", "task", "outcome")
MAIN_TASK = Field("trio._core._run", "Runner.main_task")
MAIN_TASK_OUTCOME = Field("trio._core._run", "Runner.main_task_outcome")
SEND_NOWAIT = Function("trio._channel", "MemorySendChannel.send_nowait", "self")
RECEIVE_NOWAIT = Function(
    "trio._channel", "MemoryReceiveChannel.receive_nowait", "self", "value"
)

RECORDER = (
    *(*WAITS, NEXT_SEND, RESCHEDULE, RUNNER_RESCHEDULE, TASK_EXITED, MAIN_TASK),
    *(MAIN_TASK_OUTCOME, SEND_NOWAIT, RECEIVE_NOWAIT),
)


def age(task: Task) -> int:
    """Give a number that is the larger, the later the task was started."""
    counter: int = COUNTER.of(task)
    return counter


def enclosing_scopes(task: Task) -> Iterator[trio.CancelScope]:
    """List the cancel scopes around what the task is doing, from the inside out."""
    status = CANCEL_STATUS.of(task)
    while status is not None:
        yield SCOPE.of(status)
        status = OUTER.of(status)
