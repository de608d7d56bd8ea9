"""`batched`: the values of a stream, several at a time."""

from __future__ import annotations

import math
from collections.abc import AsyncIterable
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, Generic, TypeVar

import trio

from trio_patterns._checks import check_count, check_seconds

from ._block import StreamBlock
from ._sources import OpenSource, Source, check_source, forward

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

T = TypeVar("T")


def batched(
    source: Source[T], size: int, *, within: float = math.inf
) -> AbstractAsyncContextManager[trio.MemoryReceiveChannel[tuple[T, ...]]]:
    """Collect the values of a source into batches, by number and by time.

    In Go this is a goroutine with a slice and a ``select`` over a channel and a timer,
    which it sets with the first value of each batch.

    A batch is handed over when it is full, when ``within`` seconds have passed since
    its first value was taken, or when the source has ended; it is never empty. While a
    batch waits for the reader nothing is taken from the source. (One value may be, with
    ``within`` and an async iterable other than a `trio.MemoryReceiveChannel`: a task of
    its own iterates that, since the time may be up in the middle of an ``anext``.)

    At the end the last values make a batch that is not full. When the source fails, the
    reader first gets what came before, and then the block is cancelled. The reader is
    at work on that last batch then; what has to be done with it belongs in a shielded
    scope. To leave the block or to close the channel drops the batch that is being
    collected, as does a cancellation.

    Errors of the source and of the block leave in an `ExceptionGroup`.

    Args:
        source: An iterable, an async iterable or a receive channel. An async generator
            is closed at the end, a channel is left open.
        size: How many values make a full batch; at least 1.
        within: How long the first value of a batch waits for others, in seconds; 0 or
            more. With 0, a batch is what the channel has ready. With `math.inf`, only
            full batches are handed over, and the last one.

    Returns:
        An async context manager which gives a `trio.MemoryReceiveChannel` of tuples.

    Raises:
        TypeError: ``source`` is no source, ``size`` is not an int, or ``within`` is not
            a number.
        ValueError: ``size`` is below 1, or ``within`` is negative.

    Example:
        >>> async def rows() -> AsyncIterator[str]:
        ...     for row in "abcdef":
        ...         yield row
        ...         await trio.sleep(1 if row == "d" else 0.1)
        >>> async def main() -> None:
        ...     async with batched(rows(), 3, within=0.5) as batches:
        ...         async for batch in batches:
        ...             print(f"{trio.current_time():.1f} s: {batch}")
        >>> run(main)
        0.2 s: ('a', 'b', 'c')
        0.8 s: ('d',)
        1.5 s: ('e', 'f')
    """
    check_source("source", source)
    size = check_count("size", size, least=1)
    within = check_seconds("within", within)
    return _Batched(source, size, within)


class _Batched(StreamBlock[trio.MemoryReceiveChannel[tuple[T, ...]]], Generic[T]):
    def __init__(self, source: Source[T], size: int, within: float) -> None:
        self._send, receive = trio.open_memory_channel[tuple[T, ...]](0)
        super().__init__("batched", receive, [receive], [self._send])
        self._source = source
        self._size = size
        self._within = within
        self._is_over = False  # whether the source has ended or failed
        self._error: Exception | None = None  # of the source; reported after its values

    def _begin(self) -> None:
        source = self._source
        if (
            self._within < math.inf
            and isinstance(source, AsyncIterable)
            and not isinstance(source, trio.MemoryReceiveChannel)
        ):
            # The deadline of a batch cancels the wait for the next value. A channel has
            # given nothing then; an async generator would be at its end.
            send, receive = trio.open_memory_channel[T](0)
            self._start_soon(
                self._feed, source, send, name="the source of batched()", closing=[send]
            )
            source = receive
        self._start_soon(self._batch, source, name="the batches of batched()")

    async def _feed(
        self, source: AsyncIterable[T], send: trio.MemorySendChannel[T]
    ) -> None:
        try:
            await forward(source, send)
        except Exception as error:
            # Raised by a clean-up: there won't be another batch to wait for.
            if trio.current_effective_deadline() == -math.inf:
                raise
            self._error = error

    async def _batch(self, source: Source[T]) -> None:
        try:
            async with OpenSource(source) as values:
                while not self._is_over:
                    batch = await self._collect(values)
                    if not batch:
                        break
                    try:
                        await self._send.send(batch)
                    except trio.BrokenResourceError:
                        self._end_quietly()
                        break
                    del batch
        finally:
            # Also if the block is left before the last batch is read: no error is lost.
            if self._error is not None:
                self._fail(self._error)
                # Breaks the cycle error -> traceback -> frame -> block -> error.
                self._error = None

    async def _collect(self, values: AsyncIterator[T]) -> tuple[T, ...]:
        """Return the next batch, which is empty if there is no further value."""
        batch: list[T] = []
        channel = values if isinstance(values, trio.MemoryReceiveChannel) else None
        try:
            batch.append(await anext(values))
            # No scope where none is needed: a generator may end a nursery in it that
            # it began before.
            limited = self._within < math.inf
            with trio.move_on_after(self._within) if limited else nullcontext():
                while len(batch) < self._size:
                    if channel is None:  # which may never wait, and starve all others
                        await trio.lowlevel.checkpoint()
                    batch.append(await anext(values))
            if channel is not None:
                # The time is up: what is ready belongs to this batch. If the channel
                # has ended, the next receive says so.
                with suppress(trio.WouldBlock, trio.EndOfChannel):
                    while len(batch) < self._size:
                        batch.append(channel.receive_nowait())
        except StopAsyncIteration:
            self._is_over = True
        except Exception as error:  # noqa: BLE001  # it is reported after this batch
            self._is_over = True
            self._error = error
        return tuple(batch)
