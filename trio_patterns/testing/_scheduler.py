"""Trio's scheduler in our hands: `scheduled_by` lets a random source decide the order.

Trio runs its ready tasks in batches. It has a mode, meant for Hypothesis and for
pytest-trio, in which it sorts each batch by the age of its tasks and lets its random
source shuffle it: whoever supplies the source is the scheduler.
"""

from __future__ import annotations

import ctypes
import functools
import itertools
import random
import threading
from contextlib import ExitStack, contextmanager
from heapq import heappush
from typing import TYPE_CHECKING, Any

from trio_patterns._tasks.trio_names import (
    DEADLINES_ACTIVE,
    DEADLINES_ADD,
    DEADLINES_HEAP,
    IS_DETERMINISTIC,
    RANDOM_SOURCE,
    SETS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, MutableSequence

    import trio

# The sets of each class.
_NAMES = [
    (cls, tuple(field.attribute for field in fields))
    for cls, fields in itertools.groupby(SETS, key=lambda field: field.owner)
]


@contextmanager
def scheduled_by(source: random.Random) -> Generator[None]:
    """Let ``source`` decide the order of tasks in the runs inside the block.

    The source is drawn from in the thread of the block alone. A run in another thread
    may be in any order, as ever, and draws from Trio's own source.

    Whatever else depends on memory addresses, and so differs from one process to the
    next, is put in the order of arrival: the sets that `trio.Event.set`, the close of
    a channel and a cancellation walk over, and deadlines at the same time.

    All of it is put back as it was: the mode may have been switched on for good.
    """
    ties = itertools.count()

    def add(deadlines: Any, deadline: float, scope: trio.CancelScope) -> None:
        heappush(DEADLINES_HEAP.of(deadlines), (deadline, next(ties), scope))
        DEADLINES_ACTIVE.set_of(deadlines, DEADLINES_ACTIVE.of(deadlines) + 1)

    with ExitStack() as stack:
        for cls, names in _NAMES:
            stack.enter_context(_keeping_order(cls, names))
        stack.enter_context(DEADLINES_ADD.replaced(add))
        stack.enter_context(IS_DETERMINISTIC.replaced(True))
        elsewhere = RANDOM_SOURCE.current()
        stack.enter_context(RANDOM_SOURCE.replaced(InThisThread(source, elsewhere)))
        yield


class InThisThread(random.Random):
    """Random numbers from one source in this thread, from another in all others."""

    def __init__(self, source: random.Random, elsewhere: random.Random) -> None:
        super().__init__()
        self.was_asked = False
        """Whether this thread has asked for a random number."""
        self._source = source
        self._elsewhere = elsewhere
        self._thread = threading.get_ident()

    def seed(self, a: Any = None, version: int = 2) -> None:
        """Do nothing: this has no numbers of its own, and a seed takes a while."""

    def _of_the_caller(self) -> random.Random:
        if threading.get_ident() != self._thread:
            return self._elsewhere
        self.was_asked = True
        return self._source

    def random(self) -> float:
        """Draw for the thread that calls."""
        return self._of_the_caller().random()

    def getrandbits(self, k: int, /) -> int:
        """Draw for the thread that calls."""
        return self._of_the_caller().getrandbits(k)

    def shuffle(self, x: MutableSequence[Any]) -> None:
        """Have the source of the thread that calls put ``x`` in order."""
        self._of_the_caller().shuffle(x)


class _Ordered(dict[object, None]):
    """As much of a set as Trio needs, in the order in which things came."""

    def add(self, item: object) -> None:
        self[item] = None

    def remove(self, item: object) -> None:
        del self[item]


@contextmanager
def _keeping_order(cls: Any, names: tuple[str, ...]) -> Generator[None]:
    """Have these sets of the class keep their order in its new objects."""
    init = cls.__init__
    cls.__init__ = _ordered_init(init, names)
    try:
        yield
    finally:
        cls.__init__ = init


@functools.cache
def _ordered_init(init: Callable[..., None], names: tuple[str, ...]) -> Any:
    @functools.wraps(init)
    def ordered_init(self: object, *args: object, **kwargs: object) -> None:
        # Hot path: each cancel scope is one.
        init(self, *args, **kwargs)
        for name in names:
            setattr(self, name, _Ordered.fromkeys(getattr(self, name)))

    return ordered_init


def keep_for_ever(thing: object) -> None:
    """Keep an object from ever being collected, at the end of the process too."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))
