"""Every private name of Trio's that the testing tools need, in this one place.

There is no public way to choose the order in which Trio runs its ready tasks, to find
the cancel scopes around another task, or to tell which of two tasks is older. What is
used here is checked when the module is imported: a Trio that has changed its mind
gives a clear error, and not a wrong result.
"""

from __future__ import annotations

import ctypes
import functools
import itertools
import random
from contextlib import ExitStack, contextmanager
from heapq import heappush
from typing import TYPE_CHECKING, Any

import trio

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

# Typed as `Any`: a type checker need not know private names.
_run: Any = getattr(getattr(trio, "_core", None), "_run", None)
_CancelStatus: Any = getattr(_run, "CancelStatus", None)
_Deadlines: Any = getattr(_run, "Deadlines", None)


def _check() -> None:
    """Raise if this version of Trio lacks a name that is used below."""
    used = {
        "trio._core._run": (_run, ("_ALLOW_DETERMINISTIC_SCHEDULING", "_r")),
        "trio.lowlevel.Task": (trio.lowlevel.Task, ("_cancel_status", "_counter")),
        "trio.Event": (trio.Event, ("_tasks",)),
        "CancelStatus": (_CancelStatus, ("_scope", "_parent", "_tasks", "_children")),
        "Deadlines": (_Deadlines, ("_heap", "_active", "add")),
    }
    missing = [
        f"{owner_name}.{name}"
        for owner_name, (owner, names) in used.items()
        for name in names
        if not hasattr(owner, name)
    ]
    if not isinstance(getattr(_run, "_r", None), random.Random):
        missing.append("trio._core._run._r as a random.Random")
    if missing:
        raise ImportError(
            "trio_patterns.testing needs private names of Trio's, and these are gone "
            f"in trio {trio.__version__}: {', '.join(missing)}"
        )


_check()

# The sets whose order decides which task is woken, or cancelled, first.
_SETS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (trio.Event, ("_tasks",)),
    (trio.MemorySendChannel, ("_tasks",)),
    (trio.MemoryReceiveChannel, ("_tasks",)),
    (_CancelStatus, ("_tasks", "_children")),
)


@contextmanager
def scheduled_by(source: random.Random) -> Generator[None]:
    """Let ``source`` decide the order of tasks in the runs inside the block.

    Trio runs its ready tasks in batches. In the mode that is switched on here it sorts
    a batch by the age of its tasks, and has its random source shuffle it: who is the
    source, is the scheduler. The mode is meant for Hypothesis and pytest-trio, which
    may have switched it on for good; it is put back as it was.

    Whatever else depends on memory addresses, and so differs from one process to the
    next, is put in the order of arrival: the sets that `trio.Event.set`, the close of
    a channel and a cancellation walk over, and deadlines at the same time.
    """
    ties = itertools.count()

    def add(deadlines: Any, deadline: float, scope: trio.CancelScope) -> None:
        heappush(deadlines._heap, (deadline, next(ties), scope))  # noqa: SLF001
        deadlines._active += 1  # noqa: SLF001

    with ExitStack() as stack:
        for cls, fields in _SETS:
            ordered_init = _with_ordered_sets(cls.__init__, fields)
            stack.enter_context(_replaced(cls, "__init__", ordered_init))
        stack.enter_context(_replaced(_Deadlines, "add", add))
        stack.enter_context(_replaced(_run, "_ALLOW_DETERMINISTIC_SCHEDULING", True))
        stack.enter_context(_replaced(_run, "_r", source))
        yield


@contextmanager
def _replaced(owner: Any, name: str, value: object) -> Generator[None]:
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


class _Ordered(dict[object, None]):
    """As much of a set as Trio needs, in the order in which things came."""

    def add(self, item: object) -> None:
        self[item] = None

    def remove(self, item: object) -> None:
        del self[item]


def _with_ordered_sets(init: Any, fields: tuple[str, ...]) -> Any:
    """Wrap an ``__init__``: these fields, which are sets, then keep their order."""

    @functools.wraps(init)
    def ordered_init(self: object, *args: object, **kwargs: object) -> None:
        init(self, *args, **kwargs)
        for field in fields:
            setattr(self, field, _Ordered.fromkeys(getattr(self, field)))

    return ordered_init


def enclosing_scopes(task: trio.lowlevel.Task) -> Iterator[trio.CancelScope]:
    """The cancel scopes around what the task is doing, from the inside out."""
    status = _private(task)._cancel_status  # noqa: SLF001
    while status is not None:
        yield status._scope  # noqa: SLF001
        status = status._parent  # noqa: SLF001


def age(task: trio.lowlevel.Task) -> int:
    """A number that is the larger, the later the task was started."""
    counter: int = _private(task)._counter  # noqa: SLF001
    return counter


def keep_for_ever(thing: object) -> None:
    """Keep an object from being collected, at the end of the process too."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))


def _private(thing: object) -> Any:
    """The same, as something that a type checker lets us look into."""
    return thing
