"""Streams of values between tasks: `amap`, `merge`, `pipeline` and `broadcast`.

In Go these are goroutines and channels: a worker pool, fan-in, a pipeline, fan-out.
There, the hard part is to stop. If the reader goes away, every goroutine that sends
waits for ever, unless each of them also watches a ``done`` channel or a context; and if
one of them fails, the others do not know.

Here each is a block, and the block owns the tasks behind it::

    async with amap(fetch, urls, limit=10) as pages:
        async for page in pages:
            ...

- It gives a `trio.MemoryReceiveChannel`. What comes in is a *source*: any iterable,
  async iterable or receive channel, so the channel of another stream, too.
- To leave the block ends the work at once. To close the channel and stay ends it when
  there is the next value to hand over. Neither is an error. Values that were under way
  are dropped.
- An error, be it of a source, of a function or of the block itself, cancels all the
  rest, and all the errors leave in an `ExceptionGroup`, as from a nursery. A stream
  that failed never looks like one that has ended: the reader is cancelled, its ``async
  for`` does not just finish.
- An async generator that is used as a source is closed before the block ends, in the
  task that iterated it. A receive channel stays its owner's, and is not closed.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    Awaitable,
    Callable,
    Iterable,
)
from contextlib import AbstractAsyncContextManager
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast, overload

import trio

from ._checks import check_async_fn, check_count

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from types import TracebackType
    from typing import TypeVarTuple

    ArgsT = TypeVarTuple("ArgsT")

T = TypeVar("T")
ResultT = TypeVar("ResultT")
GivenT = TypeVar("GivenT")
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")
T5 = TypeVar("T5")

# What the values of a stream can come from.
Source: TypeAlias = Iterable[T] | AsyncIterable[T]
# What stands between the channels of a pipeline.
Stage: TypeAlias = Callable[
    [trio.MemoryReceiveChannel[T1], trio.MemorySendChannel[T2]], Awaitable[object]
]
_Channel: TypeAlias = trio.MemoryReceiveChannel[Any] | trio.MemorySendChannel[Any]


def _check_source(name: str, source: object) -> None:
    if not isinstance(source, (Iterable, AsyncIterable)):
        raise TypeError(
            f"{name} must be an iterable, an async iterable or a receive channel, "
            f"not {source!r}"
        )


def _check_buffer(buffer: object) -> None:
    if buffer != math.inf:
        check_count("buffer", buffer, least=0)


class _Reading(Generic[T]):
    """A block that iterates a source, and closes what was opened for that."""

    def __init__(self, source: Source[T]) -> None:
        self._source = source

    async def __aenter__(self) -> AsyncIterator[T]:
        if isinstance(self._source, AsyncIterable):
            self._iterator: AsyncIterator[T] = aiter(self._source)
        else:
            self._iterator = _Stepwise(iter(self._source))
        return self._iterator

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        iterator = self._iterator
        # A channel has `aclose` as well, but belongs to somebody.
        if isinstance(iterator, AsyncGenerator):
            try:
                await cast("AsyncGenerator[T]", iterator).aclose()
            except BaseExceptionGroup as group:
                # It was left at a `yield` in a nursery, and that has put the
                # `GeneratorExit` into a group, where `aclose` does not look for it.
                rest = group.split(GeneratorExit)[1]
                if rest is not None:
                    await _raise(rest)


class _Stepwise(Generic[T]):
    """An async iterator over an iterator. Nothing is taken in a cancelled scope."""

    def __init__(self, iterator: Iterator[T]) -> None:
        self._iterator = iterator

    def __aiter__(self) -> _Stepwise[T]:
        return self

    async def __anext__(self) -> T:
        await trio.lowlevel.checkpoint_if_cancelled()
        return self._take()

    def _take(self) -> T:
        try:
            for value in self._iterator:
                return value
        except StopAsyncIteration as error:
            # It would look like the end, as a `StopIteration` would in a generator.
            raise RuntimeError("the source raised StopAsyncIteration") from error
        raise StopAsyncIteration


class _Stream(AbstractAsyncContextManager[GivenT]):
    """A block, the tasks behind it, and the channels between them.

    A class rather than an ``@asynccontextmanager``, which would put its frames into the
    traceback of every error that leaves the block.
    """

    _manager: AbstractAsyncContextManager[trio.Nursery, bool | None]
    # There are two nurseries: the block's, and, run by a task of it, that of the work.
    # So the work can be cancelled while the block goes on.
    _block: trio.Nursery
    _tasks: trio.Nursery

    def __init__(
        self,
        name: str,
        given: GivenT,
        receives: Sequence[trio.MemoryReceiveChannel[Any]],
        sends: Sequence[trio.MemorySendChannel[Any]],
    ) -> None:
        self._name = name
        self._given = given
        self._receives = receives  # closed when the block is left
        self._sends = sends  # closed when the work is done
        self._context = copy_context()
        self._entered = False

    @trio.lowlevel.enable_ki_protection
    async def __aenter__(self) -> GivenT:
        if self._entered:
            raise RuntimeError(f"the block of {self._name}() can be entered only once")
        self._entered = True
        await trio.lowlevel.checkpoint_if_cancelled()
        self._manager = trio.open_nursery()
        self._block = await self._manager.__aenter__()
        self._block.start_soon(self._run, name=f"the work of {self._name}()")
        return self._given

    @trio.lowlevel.enable_ki_protection
    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        self._block.cancel_scope.cancel(reason=f"the block of {self._name}() was left")
        # Closed before the tasks are waited for, or one that sends from a shielded
        # clean-up would wait for a reader who has gone.
        self._close(self._receives)
        return await self._manager.__aexit__(exc_type, exc, traceback)

    async def _run(self) -> None:
        try:
            async with trio.open_nursery() as self._tasks:
                self._begin()
        finally:
            self._close(self._sends)

    @abstractmethod
    def _begin(self) -> None:
        """Start the first tasks."""

    def _start_soon(
        self,
        async_fn: Callable[[*ArgsT], Awaitable[object]],
        *args: *ArgsT,
        name: object = None,
        closing: Sequence[_Channel] = (),
    ) -> None:
        """Start a task of the work; ``closing`` is closed when it ends."""
        self._start(self._run_task, async_fn, args, closing, name=name or async_fn)

    def _start(
        self,
        async_fn: Callable[[*ArgsT], Awaitable[object]],
        *args: *ArgsT,
        name: object,
    ) -> None:
        """Start a task which gives its errors to `_report` itself."""
        start_soon: Callable[..., None] = self._tasks.start_soon
        # In the caller's context: that of this task may have been changed by a source.
        self._context.run(start_soon, async_fn, *args, name=name)

    async def _run_task(
        self,
        async_fn: Callable[[*ArgsT], Awaitable[object]],
        args: tuple[*ArgsT],
        closing: Sequence[_Channel],
    ) -> None:
        try:
            await async_fn(*args)
        except BaseException as error:
            if not self._report(error):
                raise
        finally:
            self._close(closing)

    def _report(self, error: BaseException) -> bool:
        """Let the block fail with an error, unless it is only a cancellation."""
        if _is_only(trio.Cancelled, error):
            return False
        # Before the channels are closed: so whoever waits to receive gets `Cancelled`.
        # The other way round it would be `EndOfChannel`, as if all had gone well.
        self._block.cancel_scope.cancel(reason=f"{self._name}() failed with {error!r}")
        # In the block's nursery: raised in the task, it would come out of the block in
        # a group within the group.
        self._block.start_soon(_raise, error)
        return True

    def _stop(self) -> None:
        """End the work, and let the block go on: nobody reads any more."""
        self._tasks.cancel_scope.cancel(
            reason=f"the channel of {self._name}() was closed"
        )

    @staticmethod
    def _close(channels: Sequence[_Channel]) -> None:
        for channel in channels:
            channel.close()


async def _raise(error: BaseException) -> None:
    try:
        raise error
    finally:
        del error  # or they keep each other alive, by the traceback


def _is_only(kind: type[BaseException], error: BaseException) -> bool:
    """Tell whether ``error`` is of that kind, or a group of nothing else."""
    if isinstance(error, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", error)
        return group.split(kind)[1] is None
    return isinstance(error, kind)


class _Amap(_Stream[trio.MemoryReceiveChannel[ResultT]], Generic[T, ResultT]):
    """Workers take the items, each the next one when it has handed over a result.

    A worker is used again, since to start a task for each item costs twice as much.
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
        self._turn: trio.Event | None = None
        self._workers = 0
        self._busy = 0

    def _begin(self) -> None:
        self._start_soon(self._feed, name="the source of amap()")

    async def _feed(self) -> None:
        if not isinstance(self._items, AsyncIterable):
            self._add_worker(_Shared(map(self._job, self._items)))
            return
        # To get the next item may take a while, and is for one task. It does so when a
        # worker asks for it, as what has been taken is out. So in the channel there is
        # no more than was asked for.
        send, receive = trio.open_memory_channel[_Job[T]](math.inf)
        asked = trio.Semaphore(0)
        self._add_worker(_Asking(asked, receive))
        with send:
            async with _Reading(self._items) as items:
                await asked.acquire()
                async for item in items:
                    send.send_nowait(self._job(item))
                    del item
                    await asked.acquire()

    def _job(self, item: T) -> _Job[T]:
        """Note at which turn the result of an item is to be handed over."""
        turn = self._turn
        if self._ordered:
            self._turn = trio.Event()
        return item, turn, self._turn

    def _add_worker(self, jobs: AsyncIterator[_Job[T]]) -> None:
        self._workers += 1
        # One coroutine less for each than by `_start_soon`.
        self._start(self._work, jobs, name=self._fn)

    async def _work(self, jobs: AsyncIterator[_Job[T]]) -> None:
        task = trio.lowlevel.current_task()
        try:
            async for item, turn, next_turn in jobs:
                self._busy += 1
                if self._busy == self._workers < self._limit:
                    self._add_worker(jobs)
                await trio.lowlevel.checkpoint_if_cancelled()
                result = await self._fn(item)
                del item
                if turn is not None and not turn.is_set():
                    await turn.wait()  # for the item before this one
                # So that the next call does not see what this one set. A task has its
                # new context from its next step on, and to send is a step.
                task.context = self._context.copy()
                try:
                    await self._send.send(result)
                except trio.BrokenResourceError:
                    self._stop()
                    return
                del result
                if next_turn is not None:
                    next_turn.set()
                self._busy -= 1
        except BaseException as error:
            if not self._report(error):
                raise


# An item, and in a stream that is ordered: set when the one before it was handed over,
# None for the first one; and to be set when this one is.
_Job: TypeAlias = tuple[T, trio.Event | None, trio.Event | None]


class _Shared(_Stepwise[T]):
    """The same for several tasks. Whichever takes the next, it is in one context."""

    def __init__(self, iterator: Iterator[T]) -> None:
        super().__init__(iterator)
        self._context = copy_context()

    def _take(self) -> T:
        try:
            return self._context.run(super()._take)
        except StopAsyncIteration:
            self._iterator = iter(())  # the others need not ask for more
            raise


class _Asking(Generic[T]):
    """An async iterator over a channel, which says when somebody wants a value."""

    def __init__(
        self, asked: trio.Semaphore, receive: trio.MemoryReceiveChannel[T]
    ) -> None:
        self._asked = asked
        self._receive = receive

    def __aiter__(self) -> _Asking[T]:
        return self

    async def __anext__(self) -> T:
        self._asked.release()
        return await anext(self._receive)


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
        TypeError: if ``limit`` is not an int, ``items`` is no source, or ``fn`` cannot
            be called.
        ValueError: if ``limit`` is below 1.

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
    _check_source("items", items)
    check_count("limit", limit, least=1)
    return _Amap(fn, items, limit, ordered=ordered)


async def _forward(source: Source[T], send: trio.MemorySendChannel[T]) -> None:
    """Send what comes from the source, until it ends or nobody receives any more."""
    async with _Reading(source) as values:
        async for value in values:
            try:
                await send.send(value)
            except trio.BrokenResourceError:
                break


def _is_abandoned(send: trio.MemorySendChannel[Any]) -> bool:
    return send.statistics().open_receive_channels == 0


class _Merge(_Stream[trio.MemoryReceiveChannel[T]], Generic[T]):
    def __init__(self, sources: tuple[Source[T], ...]) -> None:
        self._send, receive = trio.open_memory_channel[T](0)
        super().__init__("merge", receive, [receive], [self._send])
        self._sources = sources

    def _begin(self) -> None:
        for source in self._sources:
            self._start_soon(self._forward, source)

    async def _forward(self, source: Source[T]) -> None:
        await _forward(source, self._send)
        if _is_abandoned(self._send):
            self._stop()


def merge(
    *receive_channels: Source[T],
) -> AbstractAsyncContextManager[trio.MemoryReceiveChannel[T]]:
    """Merge several streams into one, which ends when all of them have.

    This is Go's fan-in: for each channel a goroutine that copies to a common one, and a
    ``WaitGroup`` to know when to close that. The values of one source keep their order.

    At most one value of each source is under way: taken from it, and not yet received.
    These values are dropped when the block is left or the channel is closed. To take
    from one of several channels and drop nothing, use `select`.

    Errors of the sources and of the block leave in an `ExceptionGroup`.

    Args:
        receive_channels: Receive channels, which are left open; or other sources. Of
            none, the stream ends at once.

    Returns:
        An async context manager which gives a `trio.MemoryReceiveChannel`.

    Raises:
        TypeError: if an argument is no source.

    Example:
        >>> async def main() -> None:
        ...     async with merge("ab", [1, 2]) as merged:
        ...         print(sorted([str(value) async for value in merged]))
        >>> run(main)
        ['1', '2', 'a', 'b']
    """
    for index, source in enumerate(receive_channels):
        _check_source(f"receive_channels[{index}]", source)
    return _Merge(receive_channels)


class _Pipeline(_Stream[trio.MemoryReceiveChannel[Any]]):
    def __init__(
        self, source: Source[Any], stages: tuple[Stage[Any, Any], ...], buffer: float
    ) -> None:
        self._source = source
        self._stages = stages
        self._channels = [
            trio.open_memory_channel[Any](buffer) for _ in range(len(stages) + 1)
        ]
        self._last_send, receive = self._channels[-1]
        super().__init__("pipeline", receive, [receive], [self._last_send])

    def _begin(self) -> None:
        (first, _), *_ = self._channels
        self._start_soon(_forward, self._source, first, closing=[first])
        for stage, (_, receive), (send, _) in zip(
            self._stages, self._channels, self._channels[1:], strict=False
        ):
            self._start_soon(
                self._run_stage,
                stage,
                receive,
                send,
                name=stage,
                closing=[receive, send],
            )

    async def _run_stage(
        self,
        stage: Stage[Any, Any],
        receive: trio.MemoryReceiveChannel[Any],
        send: trio.MemorySendChannel[Any],
    ) -> None:
        try:
            await stage(receive, send)
        except Exception as error:
            if not (_is_abandoned(send) and _is_only(trio.BrokenResourceError, error)):
                raise
        if _is_abandoned(self._last_send):
            self._stop()


@overload
def pipeline(
    source: Source[T], *, buffer: float = 0
) -> AbstractAsyncContextManager[trio.MemoryReceiveChannel[T]]: ...
@overload
def pipeline(
    source: Source[T], stage1: Stage[T, T1], /, *, buffer: float = 0
) -> AbstractAsyncContextManager[trio.MemoryReceiveChannel[T1]]: ...
@overload
def pipeline(
    source: Source[T],
    stage1: Stage[T, T1],
    stage2: Stage[T1, T2],
    /,
    *,
    buffer: float = 0,
) -> AbstractAsyncContextManager[trio.MemoryReceiveChannel[T2]]: ...
@overload
def pipeline(
    source: Source[T],
    stage1: Stage[T, T1],
    stage2: Stage[T1, T2],
    stage3: Stage[T2, T3],
    /,
    *,
    buffer: float = 0,
) -> AbstractAsyncContextManager[trio.MemoryReceiveChannel[T3]]: ...
@overload
def pipeline(
    source: Source[T],
    stage1: Stage[T, T1],
    stage2: Stage[T1, T2],
    stage3: Stage[T2, T3],
    stage4: Stage[T3, T4],
    /,
    *,
    buffer: float = 0,
) -> AbstractAsyncContextManager[trio.MemoryReceiveChannel[T4]]: ...
@overload
def pipeline(
    source: Source[Any], *stages: Stage[Any, Any], buffer: float = 0
) -> AbstractAsyncContextManager[trio.MemoryReceiveChannel[Any]]: ...
def pipeline(
    source: Source[Any], *stages: Stage[Any, Any], buffer: float = 0
) -> AbstractAsyncContextManager[trio.MemoryReceiveChannel[Any]]:
    """Send the values of a source through stages, each in a task of its own.

    This is Go's pipeline of goroutines. A stage is ``async fn(receive, send)``: it
    receives from the stage before it and sends to the next. It may send more or fewer
    values than it receives, and end when it likes. It need not close its channels, that
    is done when it returns.

    The end goes down: when a stage has returned, the next one sees the end of its
    channel. And it goes up: the stage before it, when it sends its next value, gets
    `trio.BrokenResourceError`. That need not be handled; a stage that ends with it ends
    quietly. An error of a stage, and a reader that goes away, stop all the stages.

    Errors of the source, of the stages and of the block leave in an `ExceptionGroup`.

    Args:
        source: An iterable, an async iterable or a receive channel. An async generator
            is closed at the end, a channel is left open.
        stages: Async functions of a receive and a send channel. Without any, the
            stream is that of the source. Each sees the caller's context variables as
            they are now.
        buffer: How many values each of the channels can hold, also the last one; 0 or
            more, or `math.inf`.

    Returns:
        An async context manager which gives a `trio.MemoryReceiveChannel`.

    Raises:
        TypeError: if ``source`` is no source, a stage cannot be called, or ``buffer``
            is not an int.
        ValueError: if ``buffer`` is negative.

    Example:
        >>> async def squares(
        ...     receive: trio.MemoryReceiveChannel[int],
        ...     send: trio.MemorySendChannel[int],
        ... ) -> None:
        ...     async for number in receive:
        ...         await send.send(number * number)
        >>> async def main() -> None:
        ...     async with pipeline([1, 2, 3], squares, squares) as results:
        ...         print([number async for number in results])
        >>> run(main)
        [1, 16, 81]
    """
    _check_source("source", source)
    for index, stage in enumerate(stages):
        check_async_fn(f"stages[{index}]", stage)
    _check_buffer(buffer)
    return _Pipeline(source, stages, buffer)


class _Broadcast(_Stream[tuple[trio.MemoryReceiveChannel[T], ...]], Generic[T]):
    def __init__(self, source: Source[T], copies: int, buffer: float) -> None:
        channels = [trio.open_memory_channel[T](buffer) for _ in range(copies)]
        self._open = [send for send, _ in channels]
        receives = tuple(receive for _, receive in channels)
        super().__init__("broadcast", receives, receives, tuple(self._open))
        self._source = source

    def _begin(self) -> None:
        self._start_soon(self._distribute)

    async def _distribute(self) -> None:
        async with _Reading(self._source) as values:
            async for value in values:
                # All at once, not in turn: a reader that is ready must not wait for
                # one that is not, perhaps it is the same task that reads both.
                async with trio.open_nursery() as nursery:
                    for send in tuple(self._open):
                        nursery.start_soon(self._hand_over, send, value)
                if not self._open:
                    break

    async def _hand_over(self, send: trio.MemorySendChannel[T], value: T) -> None:
        try:
            await send.send(value)
        except trio.BrokenResourceError:
            self._open.remove(send)


def broadcast(
    source: Source[T], copies: int, *, buffer: float = 0
) -> AbstractAsyncContextManager[tuple[trio.MemoryReceiveChannel[T], ...]]:
    """Give every value of a source to each of several readers.

    In Go this is a goroutine that sends each value on several channels, one after the
    other. (With the clones of one channel, each value goes to one of them only.)

    A value goes to all readers that are ready, and the next is taken from the source
    when all have this one; so the slowest reader sets the pace, ``buffer`` values
    ahead of which the others may be. A reader that closes its channel no longer counts.
    When all have, nothing more is taken from the source.

    Errors of the source and of the block leave in an `ExceptionGroup`. To leave the
    block drops the values that were under way.

    Args:
        source: An iterable, an async iterable or a receive channel. An async generator
            is closed at the end, a channel is left open.
        copies: The number of readers; at least 1.
        buffer: How many values each of the channels can hold; 0 or more, or `math.inf`.

    Returns:
        An async context manager which gives a tuple of so many
        `trio.MemoryReceiveChannel`.

    Raises:
        TypeError: if ``source`` is no source, or a number is not an int.
        ValueError: if ``copies`` is below 1, or ``buffer`` is negative.

    Example:
        >>> async def main() -> None:
        ...     async with broadcast("abc", 2) as (first, second):
        ...         async for letter in first:
        ...             print(letter, await second.receive())
        >>> run(main)
        a a
        b b
        c c
    """
    _check_source("source", source)
    check_count("copies", copies, least=1)
    _check_buffer(buffer)
    return _Broadcast(source, copies, buffer)
