"""Sources of each kind, and streams of each kind."""

from __future__ import annotations

import itertools
import math
import random
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import pytest
import trio

from trio_patterns.streams import amap, batched, broadcast, merge, pipeline

if TYPE_CHECKING:
    from collections.abc import (
        AsyncGenerator,
        AsyncIterator,
        Callable,
        Iterator,
    )
    from contextlib import AbstractAsyncContextManager
    from types import TracebackType

    from trio_patterns.streams import Source

Receive = trio.MemoryReceiveChannel


Send = trio.MemorySendChannel


variable: ContextVar[str] = ContextVar("variable", default="unset")


choose = random.choice  # decided by `explore`


class Numbers:
    """A source of each kind, which counts how many were taken from it."""

    def __init__(
        self, stop: float = math.inf, *, error: Exception | None = None
    ) -> None:
        self.stop = stop
        self.error = error
        self.taken = 0
        self.open = 0

    def iterator(self) -> Iterator[int]:
        for number in itertools.count():
            if number == self.stop:
                break
            self.taken += 1
            yield number
        if self.error is not None:
            raise self.error

    async def generator(self) -> AsyncGenerator[int]:
        self.open += 1
        try:
            for number in self.iterator():
                await trio.lowlevel.checkpoint()
                yield number
        finally:
            self.open -= 1

    async def send_all(self, send: Send[int]) -> None:
        with send:
            for number in self.iterator():
                self.taken -= 1
                try:
                    await send.send(number)
                except trio.BrokenResourceError:
                    return
                self.taken += 1

    @asynccontextmanager
    async def source(self, kind: str) -> AsyncGenerator[Source[int]]:
        if kind == "iterable":
            yield self.iterator()
        elif kind == "generator":
            yield self.generator()
            assert self.open == 0
        elif kind == "async iterable":
            yield AsyncIterable(self)
            assert self.open == 0
        else:
            send, receive = trio.open_memory_channel[int](0)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self.send_all, send)
                with receive:
                    yield receive
                    # It is still its owner's, and open.
                    assert receive.statistics().open_receive_channels == 1


class AsyncIterable:
    """One whose `__aiter__` makes an async generator."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers

    def __aiter__(self) -> AsyncIterator[int]:
        return self.numbers.generator()


KINDS = ["iterable", "generator", "async iterable", "channel"]


any_source = pytest.mark.parametrize("kind", KINDS)


async def double(number: int) -> int:
    await trio.lowlevel.checkpoint()
    return 2 * number


async def copy(receive: Receive[Any], send: Send[Any]) -> None:
    async for value in receive:
        await send.send(value)


class FirstOf:
    """The block of a broadcast, with the first channel only."""

    def __init__(
        self, stream: AbstractAsyncContextManager[tuple[Receive[Any], ...]]
    ) -> None:
        self.stream = stream

    async def __aenter__(self) -> Receive[Any]:
        first, *_ = await self.stream.__aenter__()
        return first

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        return await self.stream.__aexit__(exc_type, exc, traceback)


class Singles(trio.abc.ReceiveChannel[Any]):
    """The channel of a batched stream, a value at a time: each batch is of one."""

    def __init__(self, batches: Receive[tuple[Any, ...]]) -> None:
        self.batches = batches

    async def receive(self) -> Any:
        (value,) = await self.batches.receive()
        return value

    def receive_nowait(self) -> Any:
        (value,) = self.batches.receive_nowait()
        return value

    def clone(self) -> Singles:
        return Singles(self.batches.clone())

    def close(self) -> None:
        self.batches.close()

    async def aclose(self) -> None:
        self.close()
        await trio.lowlevel.checkpoint()


class InSingles:
    """The block of a batched stream, with a channel of single values."""

    def __init__(
        self, stream: AbstractAsyncContextManager[Receive[tuple[Any, ...]]]
    ) -> None:
        self.stream = stream

    async def __aenter__(self) -> Any:
        batches = await self.stream.__aenter__()
        assert isinstance(batches, trio.MemoryReceiveChannel)
        return Singles(batches)

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        return await self.stream.__aexit__(exc_type, exc, traceback)


# Each makes a stream of a source, whose values are those of the source.
async def identity(value: Any) -> Any:
    return value


STREAMS: dict[
    str, Callable[[Source[Any]], AbstractAsyncContextManager[Receive[Any]]]
] = {
    "amap": lambda source: amap(identity, source, limit=2),
    "amap, ordered": lambda source: amap(identity, source, limit=2, ordered=True),
    "merge": lambda source: merge(source),
    "pipeline": lambda source: pipeline(source),
    "pipeline of 2": lambda source: pipeline(source, copy, copy),
    "pipeline with buffer": lambda source: pipeline(source, copy, copy, buffer=1),
    "broadcast": lambda source: FirstOf(broadcast(source, 1)),
    "batched": lambda source: InSingles(batched(source, 1)),
    "batched, within": lambda source: InSingles(batched(source, 1, within=1)),
}


MOST_OUT = {
    "amap": 2,
    "amap, ordered": 2,
    "merge": 1,
    "pipeline": 1,
    "pipeline of 2": 3,
    "pipeline with buffer": 6,
    "broadcast": 1,
    "batched": 1,
    "batched, within": 2,  # 1 of an iterable or a channel
}


any_stream = pytest.mark.parametrize("name", STREAMS)


async def squares(receive: Receive[int], send: Send[int]) -> None:
    async for number in receive:
        await send.send(number * number)


def reason_seen_by(reasons: list[str | None]) -> Callable[..., Any]:
    async def wait(*_: object) -> None:
        try:
            await trio.sleep_forever()
        except trio.Cancelled as cancelled:
            reasons.append(cancelled.reason)
            raise

    return wait
