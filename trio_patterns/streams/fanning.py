"""`merge` and `broadcast`: many streams into one, and one stream to many readers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Generic, TypeVar

import trio

from trio_patterns._checks import check_buffer, check_count

from ._block import StreamBlock
from ._sources import OpenSource, Source, check_source, forward, is_abandoned

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

T = TypeVar("T")


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

    The Go original: https://go.dev/blog/pipelines

    Args:
        receive_channels: Receive channels, which are left open; or other sources. Of
            none, the stream ends at once.

    Returns:
        An async context manager which gives a `trio.MemoryReceiveChannel`.

    Raises:
        TypeError: An argument is no source.
        ValueError: An async generator is given twice, which only one task can iterate.

    Example:
        >>> async def main() -> None:
        ...     async with merge("ab", [1, 2]) as merged:
        ...         print(sorted([str(value) async for value in merged]))
        >>> run(main)
        ['1', '2', 'a', 'b']
    """
    for index, source in enumerate(receive_channels):
        check_source(f"receive_channels[{index}]", source)
        first = next(i for i, one in enumerate(receive_channels) if one is source)
        if isinstance(source, AsyncGenerator) and first < index:
            raise ValueError(
                f"receive_channels[{index}] is the same async generator as "
                f"receive_channels[{first}], and only one task can iterate it"
            )
    return _Merge(receive_channels)


class _Merge(StreamBlock[trio.MemoryReceiveChannel[T]], Generic[T]):
    def __init__(self, sources: tuple[Source[T], ...]) -> None:
        self._send, receive = trio.open_memory_channel[T](0)
        super().__init__("merge", receive, [receive], [self._send])
        self._sources = sources

    def _begin(self) -> None:
        for source in self._sources:
            self._start_soon(self._forward, source)

    async def _forward(self, source: Source[T]) -> None:
        await forward(source, self._send)
        if is_abandoned(self._send):
            self._end_quietly()


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
        TypeError: ``source`` is no source, or a number is not an int.
        ValueError: ``copies`` is below 1, or ``buffer`` is negative.

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
    check_source("source", source)
    copies = check_count("copies", copies, least=1)
    return _Broadcast(source, copies, check_buffer(buffer))


class _Broadcast(StreamBlock[tuple[trio.MemoryReceiveChannel[T], ...]], Generic[T]):
    def __init__(self, source: Source[T], copies: int, buffer: float) -> None:
        channels = [trio.open_memory_channel[T](buffer) for _ in range(copies)]
        self._open = [send for send, _ in channels]
        receives = tuple(receive for _, receive in channels)
        super().__init__("broadcast", receives, receives, tuple(self._open))
        self._source = source

    def _begin(self) -> None:
        self._start_soon(self._distribute)

    async def _distribute(self) -> None:
        async with OpenSource(self._source) as values:
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
