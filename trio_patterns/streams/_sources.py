"""What a stream can take its values from, and how that is iterated and closed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast

import trio

from trio_patterns._errors import raise_later

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from types import TracebackType

T = TypeVar("T")

# What the values of a stream can come from. A receive channel is an async iterable.
Source: TypeAlias = Iterable[T] | AsyncIterable[T]


def check_source(name: str, source: object) -> None:
    """Raise unless ``source`` can be iterated."""
    if not isinstance(source, (Iterable, AsyncIterable)):
        raise TypeError(
            f"{name} must be an iterable, an async iterable or a receive channel, "
            f"not {source!r}"
        )


async def forward(source: Source[T], send: trio.MemorySendChannel[T]) -> None:
    """Send what comes from the source, until it ends or nobody receives any more."""
    async with OpenSource(source) as values:
        async for value in values:
            try:
                await send.send(value)
            except trio.BrokenResourceError:
                break


def is_abandoned(send: trio.MemorySendChannel[Any]) -> bool:
    """Tell whether nobody receives from a channel any more."""
    return send.statistics().open_receive_channels == 0


class OpenSource(Generic[T]):
    """A block that iterates a source, and closes what was opened for that."""

    def __init__(self, source: Source[T]) -> None:
        self._source = source

    async def __aenter__(self) -> AsyncIterator[T]:
        # A generator may have its first value without a checkpoint of its own.
        await trio.lowlevel.checkpoint_if_cancelled()
        if isinstance(self._source, AsyncIterable):
            self._iterator: AsyncIterator[T] = aiter(self._source)
        else:
            self._iterator = CheckpointedIterator(iter(self._source))
        return self._iterator

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        iterator = self._iterator
        # A channel has `aclose` as well, but belongs to its owner.
        if isinstance(iterator, AsyncGenerator):
            try:
                await cast("AsyncGenerator[T]", iterator).aclose()
            except BaseExceptionGroup as group:
                # The generator was suspended inside a nursery, which has wrapped our
                # `GeneratorExit` in a group, where `aclose` does not look for it.
                rest = group.split(GeneratorExit)[1]
                if rest is not None:
                    await raise_later(rest)


class CheckpointedIterator(Generic[T]):
    """An async iterator over an iterator. Nothing is taken in a cancelled scope."""

    def __init__(self, iterator: Iterator[T]) -> None:
        self._iterator = iterator

    def __aiter__(self) -> CheckpointedIterator[T]:
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
