"""`amap`: a pool of workers that calls a function for each item of a source."""

from __future__ import annotations

import math
from collections.abc import AsyncIterable
from contextvars import copy_context
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

import trio

from trio_patterns._checks import call_async_fn, check_async_fn, check_count

from ._block import StreamBlock
from ._sources import CheckpointedIterator, OpenSource, Source, check_source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from contextlib import AbstractAsyncContextManager

T = TypeVar("T")
ResultT = TypeVar("ResultT")


def amap(
    fn: Callable[[T], Awaitable[ResultT]],
    items: Source[T],
    *,
    limit: int,
    ordered: bool = False,
) -> AbstractAsyncContextManager[trio.MemoryReceiveChannel[ResultT]]:
    """Call a function for each item, several at a time: a stream of the results.

    This is Go's worker pool: so many goroutines that range over a channel of jobs, and
    send on a channel of results.

    At most ``limit`` items are out: taken from ``items``, but not yet handed over as a
    result. So ``items`` may be endless, and a slow reader holds back everything. The
    workers are tasks, no more than are needed at once. Each makes many calls, one after
    the other; a lock that a call has not released stays with its worker. An iterable is
    iterated by whichever worker needs an item, anything else by one task.

    Errors of ``items``, of ``fn`` and of the block leave in an `ExceptionGroup`.
    To leave the block or to close the channel drops the items that are out, as does a
    cancellation.

    The Go original: https://gobyexample.com/worker-pools

    Args:
        fn: An async function of one item. It sees the caller's context variables as
            they are now.
        items: An iterable, an async iterable or a receive channel. An async generator
            is closed at the end, a channel is left open.
        limit: How many items may be out; at least 1.
        ordered: Whether the results come in the order of the items. If not, they come
            as they are ready.

    Returns:
        An async context manager which gives a `trio.MemoryReceiveChannel`.

    Raises:
        TypeError: ``limit`` is not an int, ``items`` is no source, or ``fn`` cannot
            be called.
        ValueError: ``limit`` is below 1.

    Example:
        >>> async def double(number: int) -> int:
        ...     await trio.sleep(1 / number)
        ...     return 2 * number
        >>> async def main() -> None:
        ...     async with amap(double, [1, 2, 3], limit=2) as doubles:
        ...         async for number in doubles:
        ...             print(number, f"after {trio.current_time():.2f} s")
        >>> run(main)
        4 after 0.50 s
        6 after 0.83 s
        2 after 1.00 s
    """
    check_async_fn("fn", fn)
    check_source("items", items)
    limit = check_count("limit", limit, least=1)
    return _Amap(fn, items, limit, ordered=ordered)


# (item, previous, done). In an ordered stream `previous` is set when the preceding
# result has been handed over (None for the first), and `done` is set when this one has.
# A plain tuple, as there is one for each item.
_Job: TypeAlias = tuple[T, trio.Event | None, trio.Event | None]


class _Amap(StreamBlock[trio.MemoryReceiveChannel[ResultT]], Generic[T, ResultT]):
    """Workers take the items, each the next one when it has handed over a result.

    A worker makes many calls, since a task for each item costs twice as much.
    """

    def __init__(
        self,
        fn: Callable[[T], Awaitable[ResultT]],
        items: Source[T],
        limit: int,
        *,
        ordered: bool,
    ) -> None:
        self._send, receive = trio.open_memory_channel[ResultT](0)
        super().__init__("amap", receive, [receive], [self._send])
        self._fn = fn
        self._items = items
        self._limit = limit
        self._ordered = ordered
        self._done: trio.Event | None = None  # that of the latest job
        self._workers = 0
        self._busy = 0

    def _begin(self) -> None:
        self._start_soon(self._feed, name="the source of amap()")

    async def _feed(self) -> None:
        if not isinstance(self._items, AsyncIterable):
            self._add_worker(_SharedIterator(map(self._job, self._items)))
            return
        # The next item may take a while, so one task gets it, and only on demand: an
        # item that was taken counts against `limit`. So the channel never holds more
        # than was asked for.
        send, receive = trio.open_memory_channel[_Job[T]](math.inf)
        asked = trio.Semaphore(0)
        self._add_worker(_OnDemand(asked, receive))
        with send:
            async with OpenSource(self._items) as items:
                await asked.acquire()
                async for item in items:
                    send.send_nowait(self._job(item))
                    del item
                    await asked.acquire()

    def _job(self, item: T) -> _Job[T]:
        previous = self._done
        if self._ordered:
            self._done = trio.Event()
        return item, previous, self._done

    def _add_worker(self, jobs: AsyncIterator[_Job[T]]) -> None:
        self._workers += 1
        self._start_bare(self._work, jobs, name=self._fn)

    @trio.lowlevel.enable_ki_protection
    async def _work(self, jobs: AsyncIterator[_Job[T]]) -> None:
        try:
            await self._make_calls(jobs)
        except BaseException as error:
            if not self._fail(error):
                raise

    @trio.lowlevel.disable_ki_protection
    async def _make_calls(self, jobs: AsyncIterator[_Job[T]]) -> None:
        task = trio.lowlevel.current_task()
        async for item, previous, done in jobs:
            self._busy += 1
            if self._busy == self._workers < self._limit:
                self._add_worker(jobs)
            await trio.lowlevel.checkpoint_if_cancelled()
            result = await call_async_fn(self._fn, item)
            del item
            if previous is not None and not previous.is_set():
                await previous.wait()
            # Give the next call a fresh context. A task takes up a new context at
            # its next step, and the send below is one.
            task.context = self._context.copy()
            try:
                await self._send.send(result)
            except trio.BrokenResourceError:
                self._end_quietly()
                return
            del result
            if done is not None:
                done.set()
            self._busy -= 1


class _SharedIterator(CheckpointedIterator[T]):
    """A `CheckpointedIterator` shared by several tasks.

    The iterator always runs in the same context, whichever task advances it.
    """

    def __init__(self, iterator: Iterator[T]) -> None:
        super().__init__(iterator)
        self._context = copy_context()

    def _take(self) -> T:
        try:
            return self._context.run(super()._take)
        except StopAsyncIteration:
            self._iterator = iter(())  # the others need not ask for more
            raise


class _OnDemand(Generic[T]):
    """An async iterator over a channel that signals demand.

    It releases ``asked`` before each receive.
    """

    def __init__(
        self, asked: trio.Semaphore, receive: trio.MemoryReceiveChannel[T]
    ) -> None:
        self._asked = asked
        self._receive = receive

    def __aiter__(self) -> _OnDemand[T]:
        return self

    async def __anext__(self) -> T:
        self._asked.release()
        return await anext(self._receive)
