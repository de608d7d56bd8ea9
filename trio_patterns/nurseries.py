"""Nurseries that give results, and nurseries with room for so many tasks at once.

`trio.open_nursery` is the tool for running things at the same time, and most programs
need no other. Two things every caller builds on it anew, and they stand here: to get at
what the functions returned (`gather`), and to hold back a producer that starts tasks
faster than they end (`open_limited_nursery`). Go's ``sync.WaitGroup`` and
``errgroup.Group`` are for the same purposes.

Both are nurseries, and behave as one. Nothing outlives the call or the block; an error
cancels the rest; errors leave in an `ExceptionGroup`, a single one too, so they are
caught with ``except*``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from operator import is_
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, TypeVarTuple, overload

import trio

from ._checks import (
    NotCopied,
    call_async_fn,
    check_async_fn,
    check_async_fns,
    check_count,
)
from ._errors import described, explained, raise_if_foreign

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractAsyncContextManager
    from contextvars import Context
    from types import TracebackType

ArgsT = TypeVarTuple("ArgsT")
T = TypeVar("T")
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")
T5 = TypeVar("T5")
T6 = TypeVar("T6")
_Fn: TypeAlias = Callable[[], Awaitable[T]]


@dataclass(frozen=True)
class LimitedNurseryStatistics:
    """An object containing debugging information.

    Attributes:
        limit: How many tasks may run at once.
        running: How many places are taken now.
        tasks_waiting: The number of tasks blocked in `LimitedNursery.spawn`.
    """

    limit: int
    running: int
    tasks_waiting: int


class LimitedNursery(NotCopied):
    """A nursery with a limited number of places; see `open_limited_nursery`."""

    def __init__(self, nursery: trio.Nursery, limit: int) -> None:
        self._nursery = nursery
        self._limit = limit
        # A semaphore hands a free place to whoever has waited longest.
        self._places = trio.Semaphore(limit, max_value=limit)

    def __repr__(self) -> str:
        running = self._limit - self._places.value
        return f"<LimitedNursery at {id(self):#x}, {running} of {self._limit} running>"

    @property
    def cancel_scope(self) -> trio.CancelScope:
        """The cancel scope around the block and its tasks, as a nursery has it."""
        return self._nursery.cancel_scope

    @trio.lowlevel.enable_ki_protection
    def spawn_nowait(
        self,
        async_fn: Callable[[*ArgsT], Awaitable[object]],
        *args: *ArgsT,
        name: object = None,
    ) -> None:
        """Like `spawn`, but if all places are taken, raise instead of waiting.

        This is Go's ``group.TryGo``.

        Raises:
            trio.WouldBlock: All places are taken, or others wait for one.
            TypeError: ``async_fn`` cannot be called.
            RuntimeError: The block has ended.
        """
        check_async_fn("async_fn", async_fn)
        self._places.acquire_nowait()
        self._start(async_fn, args, name)

    @trio.lowlevel.enable_ki_protection
    async def spawn(
        self,
        async_fn: Callable[[*ArgsT], Awaitable[object]],
        *args: *ArgsT,
        name: object = None,
    ) -> None:
        """Wait for a free place, then start ``async_fn(*args)`` as a child task.

        Tasks that wait for a place get one in the order in which they came. If the
        caller is cancelled, nothing was started.

        Args:
            async_fn: An async function.
            args: Its positional arguments.
            name: The name of the task, as for `trio.Nursery.start_soon`.

        Raises:
            TypeError: ``async_fn`` cannot be called.
            RuntimeError: The block has ended.
        """
        check_async_fn("async_fn", async_fn)
        await self._places.acquire()
        self._start(async_fn, args, name)

    def _start(
        self,
        async_fn: Callable[[*ArgsT], Awaitable[object]],
        args: tuple[*ArgsT],
        name: object,
    ) -> None:
        try:
            self._nursery.start_soon(
                self._run, async_fn, args, name=async_fn if name is None else name
            )
        except BaseException:
            self._places.release()
            raise

    async def _run(
        self, async_fn: Callable[[*ArgsT], Awaitable[object]], args: tuple[*ArgsT]
    ) -> None:
        try:
            await call_async_fn(async_fn, *args)
        except BaseException as error:
            try:
                raise_if_foreign(error)
            finally:
                # Before the place is released: otherwise a waiting `spawn` would start
                # one more task in a group that has already failed.
                reason = f"a task of the group raised {described(error)}"
                self.cancel_scope.cancel(reason=reason)
            raise
        finally:
            self._places.release()

    def statistics(self) -> LimitedNurseryStatistics:
        """Return an object containing debugging information."""
        places = self._places
        return LimitedNurseryStatistics(
            limit=self._limit,
            running=self._limit - places.value,
            tasks_waiting=places.statistics().tasks_waiting,
        )


class _LimitedNurseryManager:
    """A nursery's manager that gives a `LimitedNursery`.

    A class, as Trio's own manager is: an ``@asynccontextmanager`` would put three more
    frames into the traceback of every error that leaves the block.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit

    @trio.lowlevel.enable_ki_protection
    async def __aenter__(self) -> LimitedNursery:
        self._manager = trio.open_nursery()
        return LimitedNursery(await self._manager.__aenter__(), self._limit)

    @trio.lowlevel.enable_ki_protection
    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        if exc is not None and (known := explained(exc)) is not exc:
            exc_type, exc = type(known), known
        return await self._manager.__aexit__(exc_type, exc, traceback)


def open_limited_nursery(limit: int) -> AbstractAsyncContextManager[LimitedNursery]:
    """Open a nursery in which at most ``limit`` tasks run at once.

    Whoever starts tasks waits for a free place, so a producer that is faster than its
    tasks is held back instead of filling the memory. This is Go's ``errgroup.Group``
    with ``SetLimit``: ``await group.spawn(...)`` is ``group.Go``, and
    ``group.spawn_nowait(...)`` is ``group.TryGo``.

    In all else it is a nursery: the block ends when its tasks have, an error cancels
    the others and the block, and all the errors leave in an `ExceptionGroup`, those of
    the block too. (``errgroup`` keeps the first error only.) ``group.cancel_scope`` is
    the scope around it all.

    A task of the group that spawns into the group keeps its own place while it waits,
    so with a limit of 1 it would wait for itself. A ``spawn`` that gets its place in
    the tick in which another task fails still starts its task, which runs up to its
    first checkpoint, as with ``start_soon`` in a nursery that is cancelled.

    The Go original: https://pkg.go.dev/golang.org/x/sync/errgroup#Group.SetLimit

    Args:
        limit: How many tasks may run at once; at least 1.

    Returns:
        An async context manager which gives a `LimitedNursery`.

    Raises:
        TypeError: ``limit`` is not an int.
        ValueError: ``limit`` is below 1.

    Example:
        >>> async def fetch(page: int) -> None:
        ...     await trio.sleep(1)
        ...     print(f"page {page} after {trio.current_time()} s")
        >>> async def main() -> None:
        ...     async with open_limited_nursery(1) as group:
        ...         for page in range(3):
        ...             await group.spawn(fetch, page)
        >>> run(main)
        page 0 after 1.0 s
        page 1 after 2.0 s
        page 2 after 3.0 s
    """
    return _LimitedNurseryManager(check_count("limit", limit, least=1))


@overload
async def gather(*, limit: int | None = None) -> tuple[()]: ...
@overload
async def gather(
    async_fn1: _Fn[T1],
    /,
    *,
    limit: int | None = None,
) -> tuple[T1]: ...
@overload
async def gather(
    async_fn1: _Fn[T1],
    async_fn2: _Fn[T2],
    /,
    *,
    limit: int | None = None,
) -> tuple[T1, T2]: ...
@overload
async def gather(
    async_fn1: _Fn[T1],
    async_fn2: _Fn[T2],
    async_fn3: _Fn[T3],
    /,
    *,
    limit: int | None = None,
) -> tuple[T1, T2, T3]: ...
@overload
async def gather(
    async_fn1: _Fn[T1],
    async_fn2: _Fn[T2],
    async_fn3: _Fn[T3],
    async_fn4: _Fn[T4],
    /,
    *,
    limit: int | None = None,
) -> tuple[T1, T2, T3, T4]: ...
@overload
async def gather(
    async_fn1: _Fn[T1],
    async_fn2: _Fn[T2],
    async_fn3: _Fn[T3],
    async_fn4: _Fn[T4],
    async_fn5: _Fn[T5],
    /,
    *,
    limit: int | None = None,
) -> tuple[T1, T2, T3, T4, T5]: ...
@overload
async def gather(
    async_fn1: _Fn[T1],
    async_fn2: _Fn[T2],
    async_fn3: _Fn[T3],
    async_fn4: _Fn[T4],
    async_fn5: _Fn[T5],
    async_fn6: _Fn[T6],
    /,
    *,
    limit: int | None = None,
) -> tuple[T1, T2, T3, T4, T5, T6]: ...
@overload
async def gather(
    *async_fns: Callable[[], Awaitable[T]], limit: int | None = None
) -> tuple[T, ...]: ...
async def gather(
    *async_fns: Callable[[], Awaitable[Any]], limit: int | None = None
) -> tuple[Any, ...]:
    """Run all the functions at the same time; return their results, in their order.

    This is Go's ``sync.WaitGroup`` (or, as it can fail, ``errgroup.Group``), with each
    goroutine writing into its own element of a slice.

    An error cancels the functions that still run, and all the errors leave in an
    `ExceptionGroup`, as from a nursery. The results of those that were done are
    dropped then, as they are when the caller is cancelled: a function whose result must
    not be lost stores it itself.

    The Go original: https://pkg.go.dev/sync#WaitGroup

    Args:
        async_fns: Async functions without arguments; `functools.partial` or a lambda
            supplies some. Each sees the caller's context variables as they are now.
        limit: At most so many run at once; the next one is started, in the order given,
            when one has returned. ``None`` means all at once. With a limit there are no
            more tasks than that, and each calls one function after the other: a lock
            that a function has not released stays with its task.

    Returns:
        A tuple of the results in the order of the functions, whichever was first to
        finish. Of no functions, ``()``.

    Raises:
        ExceptionGroup: Functions failed, with all their errors.
        TypeError: ``limit`` is not an int, or a function cannot be called.
        ValueError: ``limit`` is below 1.

    Example:
        >>> async def slow() -> int:
        ...     await trio.sleep(1)
        ...     return 1
        >>> async def fast() -> str:
        ...     return "one"
        >>> async def main() -> None:
        ...     print(await gather(slow, fast))
        >>> run(main)
        (1, 'one')
    """
    if limit is not None:
        limit = check_count("limit", limit, least=1)
    check_async_fns(async_fns)
    await trio.lowlevel.checkpoint_if_cancelled()
    results: list[Any] = [None] * len(async_fns)

    async def run_one(index: int, async_fn: _Fn[Any]) -> None:
        try:
            results[index] = await call_async_fn(async_fn)
        except BaseException as error:
            raise_if_foreign(error)
            raise

    if limit is not None:
        await _run_in_workers(async_fns, limit, results)
    else:
        async with trio.open_nursery() as nursery:
            for index, async_fn in enumerate(async_fns):
                nursery.start_soon(run_one, index, async_fn, name=async_fn)
    return tuple(results)


async def _run_in_workers(
    async_fns: Sequence[_Fn[Any]], limit: int, results: list[Any]
) -> None:
    """Run the functions in at most ``limit`` tasks: a task costs more than a call.

    From outside it looks as if each function had a task of its own. It begins in a
    fresh context, under its own name, and others have had a turn since the one before.
    For the first and the last of these a worker needs a checkpoint between two calls,
    which may cost as much as the call. So it skips that where nobody could tell: the
    function has slept, and left the context variables alone.
    """
    context = copy_context()
    pending = deque(enumerate(async_fns))

    async def work() -> None:
        task = trio.lowlevel.current_task()
        while pending:
            index, async_fn = pending.popleft()
            task.name = _task_name(async_fn)
            task.custom_sleep_data = _NOT_SLEPT
            try:
                results[index] = await call_async_fn(async_fn)
            except BaseException as error:
                raise_if_foreign(error)
                raise
            # The next function stays pending until this worker can call it at once:
            # another worker might be faster, and they are to begin in order.
            if pending and (
                task.custom_sleep_data is _NOT_SLEPT
                or not _is_same_context(task.context, context)
            ):
                # A task takes up a new context when it runs again.
                task.context = context.copy()
                await trio.lowlevel.cancel_shielded_checkpoint()
            if pending:
                await trio.lowlevel.checkpoint_if_cancelled()

    async with trio.open_nursery() as nursery:
        for async_fn in async_fns[:limit]:
            nursery.start_soon(work, name=async_fn)


# The `custom_sleep_data` of a worker's task when it calls a function. Trio sets it to
# None whenever it reschedules a task.
_NOT_SLEPT = object()


def _is_same_context(one: Context, other: Context) -> bool:
    """Tell whether two contexts hold the very same objects.

    Not ``==``, which calls the objects' own methods, and finds two empty lists equal.
    """
    return (
        len(one) == len(other)
        and all(map(is_, one, other))
        and all(map(is_, one.values(), other.values()))
    )


def _task_name(async_fn: _Fn[Any]) -> str:
    """Name a task after a function, as `trio.Nursery.start_soon` does."""
    named: Any = async_fn.func if isinstance(async_fn, partial) else async_fn
    try:
        return f"{named.__module__}.{named.__qualname__}"
    except AttributeError:
        return repr(named)
