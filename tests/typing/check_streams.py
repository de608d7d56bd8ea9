"""What a type checker makes of the streams; never run."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_type

import trio

from trio_patterns.streams import amap, batched, broadcast, merge, pipeline

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator


async def length(text: str) -> int:
    return len(text)


async def texts() -> AsyncGenerator[str]:
    yield "one"


async def lengths(
    receive: trio.MemoryReceiveChannel[str], send: trio.MemorySendChannel[int]
) -> None:
    async for text in receive:
        await send.send(len(text))


async def halves(
    receive: trio.MemoryReceiveChannel[int], send: trio.MemorySendChannel[float]
) -> None:
    async for number in receive:
        await send.send(number / 2)


async def names(
    receive: trio.MemoryReceiveChannel[float], send: trio.MemorySendChannel[str]
) -> None:
    async for number in receive:
        await send.send(str(number))


async def check_amap(
    channel: trio.MemoryReceiveChannel[str], iterator: AsyncIterator[str]
) -> None:
    async with amap(length, ["one"], limit=1) as from_list:
        assert_type(from_list, trio.MemoryReceiveChannel[int])
    async with amap(length, texts(), limit=1, ordered=True) as from_generator:
        assert_type(from_generator, trio.MemoryReceiveChannel[int])
    async with amap(length, channel, limit=1) as from_channel:
        assert_type(await from_channel.receive(), int)
    async with amap(length, iterator, limit=1) as from_iterator:
        assert_type([number async for number in from_iterator], list[int])
    amap(length, [1], limit=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def check_merge(channel: trio.MemoryReceiveChannel[str]) -> None:
    async with merge(channel, channel) as merged:
        assert_type(merged, trio.MemoryReceiveChannel[str])
    async with merge(channel, texts(), ["one"]) as mixed:
        assert_type(mixed, trio.MemoryReceiveChannel[str])


async def check_pipeline() -> None:
    async with pipeline(texts()) as same:
        assert_type(same, trio.MemoryReceiveChannel[str])
    async with pipeline(["one"], lengths) as one:
        assert_type(one, trio.MemoryReceiveChannel[int])
    async with pipeline(texts(), lengths, halves, buffer=1) as two:
        assert_type(two, trio.MemoryReceiveChannel[float])
    async with pipeline(texts(), lengths, halves, names) as three:
        assert_type(three, trio.MemoryReceiveChannel[str])
    async with pipeline(texts(), lengths, halves, names, lengths) as four:
        assert_type(four, trio.MemoryReceiveChannel[int])


async def check_broadcast(channel: trio.MemoryReceiveChannel[str]) -> None:
    async with broadcast(channel, 2, buffer=1) as copies:
        assert_type(copies, tuple[trio.MemoryReceiveChannel[str], ...])


async def check_batched(channel: trio.MemoryReceiveChannel[str]) -> None:
    async with batched(channel, 2) as from_channel:
        assert_type(from_channel, trio.MemoryReceiveChannel[tuple[str, ...]])
    async with batched(texts(), 2, within=0.5) as from_generator:
        assert_type(await from_generator.receive(), tuple[str, ...])
    async with batched([1], 2, within=1) as from_list:
        assert_type([batch async for batch in from_list], list[tuple[int, ...]])
    batched(channel, 2, 1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
