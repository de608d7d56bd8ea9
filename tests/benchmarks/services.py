"""Against the floor, the helpers that services use: rate limiter, batches, topic.

As in `floor`, what is written by hand does the job and no more.
"""

from __future__ import annotations

from contextlib import ExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, Protocol

import trio

from trio_patterns import RateLimiter, Topic, batched

from .measuring import Contest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .measuring import Job

    Source = trio.MemoryReceiveChannel[int]
    Reader = Callable[[Source, int, float], Awaitable[int]]


class Limiter(Protocol):
    async def acquire(self) -> None: ...


class LimiterByHand:
    """A token bucket for one token at a time."""

    def __init__(self, rate: float, burst: int) -> None:
        self.period = 1 / rate
        self.burst = burst
        self.full_at = trio.current_time()
        self.turn = trio.Lock()

    @trio.lowlevel.enable_ki_protection
    async def acquire(self) -> None:
        async with self.turn:
            now = trio.current_time()
            due = self.full_at - (self.burst - 1) * self.period
            if now < due:
                await trio.sleep_until(due)
            self.full_at = max(self.full_at, now) + self.period


def limiters(rate: float, burst: int) -> dict[str, Limiter]:
    return {
        "by hand": LimiterByHand(rate, burst),
        "RateLimiter": RateLimiter(rate, burst),
    }


def limiter_with_tokens(_: trio.Nursery) -> dict[str, Job]:
    return {name: limiter.acquire for name, limiter in limiters(1e9, 1_000_000).items()}


def limiter_one_after_the_other(_: trio.Nursery) -> dict[str, Job]:
    async def take(limiter: Limiter) -> None:
        for _ in range(10):
            await limiter.acquire()

    return {name: partial(take, its) for name, its in limiters(1, 1).items()}


def limiter_in_line(_: trio.Nursery) -> dict[str, Job]:
    async def all_through(limiter: Limiter) -> None:
        async with trio.open_nursery() as nursery:
            for _ in range(10):
                nursery.start_soon(limiter.acquire)

    return {name: partial(all_through, its) for name, its in limiters(1, 1).items()}


async def read_batches_by_hand(source: Source, size: int, within: float) -> int:
    send, batches = trio.open_memory_channel[tuple[int, ...]](0)

    async def collect() -> None:
        with send:
            async for first in source:
                batch = [first]
                with trio.move_on_after(within), suppress(trio.EndOfChannel):
                    while len(batch) < size:
                        batch.append(await source.receive())
                await send.send(tuple(batch))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(collect)
        return sum([sum(batch) async for batch in batches])


async def read_batches(source: Source, size: int, within: float) -> int:
    async with batched(source, size, within=within) as batches:
        return sum([sum(batch) async for batch in batches])


def batches(size: int, buffer: int, _: trio.Nursery) -> dict[str, Job]:
    async def produce_and_read(read: Reader) -> int:
        send, source = trio.open_memory_channel[int](buffer)

        async def produce() -> None:
            with send:
                for number in range(1_000):
                    await send.send(number)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(produce)
            return await read(source, size, 1)

    return {
        "by hand": partial(produce_and_read, read_batches_by_hand),
        "batched": partial(produce_and_read, read_batches),
    }


class HubByHand:
    """Members of one kind: a publisher waits for them."""

    def __init__(self) -> None:
        self.members: list[trio.MemorySendChannel[int]] = []

    async def publish(self, value: int) -> None:
        late: list[trio.MemorySendChannel[int]] = []
        for member in self.members:
            try:
                member.send_nowait(value)
            except trio.WouldBlock:
                late.append(member)
        for member in late:
            await member.send(value)
        if not late:
            await trio.lowlevel.checkpoint()

    def publish_nowait(self, value: int) -> None:
        for member in self.members:
            with suppress(trio.WouldBlock):
                member.send_nowait(value)


def hub(members: int, buffer: int, nursery: trio.Nursery) -> dict[str, Job]:
    """A publisher, and members that read all the time."""

    async def read(inbox: trio.MemoryReceiveChannel[int]) -> None:
        async for _ in inbox:
            pass

    by_hand = HubByHand()
    topic = Topic[int]()
    for _ in range(members):
        member, inbox = trio.open_memory_channel[int](buffer)
        by_hand.members.append(member)
        nursery.start_soon(read, inbox)

    async def subscribe() -> None:
        with topic.subscribe(buffer) as inbox:
            await read(inbox)

    for _ in range(members):
        nursery.start_soon(subscribe)

    async def publish(to: HubByHand | Topic[int]) -> None:
        for number in range(100):
            await to.publish(number)

    return {"by hand": partial(publish, by_hand), "Topic": partial(publish, topic)}


def hub_without_room(nursery: trio.Nursery) -> dict[str, Job]:
    """Ten members that miss each value, and that nobody waits for."""
    by_hand = HubByHand()
    topic = Topic[int]()
    keep = ExitStack()
    for _ in range(10):
        member, inbox = trio.open_memory_channel[int](1)
        keep.callback(inbox.close)
        by_hand.members.append(member)
        keep.enter_context(topic.subscribe(1, when_full="drop_new"))

    async def keep_open() -> None:
        with keep:
            await trio.sleep_forever()

    nursery.start_soon(keep_open)

    async def publish(to: HubByHand | Topic[int]) -> None:
        for number in range(100):
            to.publish_nowait(number)

    return {"by hand": partial(publish, by_hand), "Topic": partial(publish, topic)}


CONTESTS = [
    Contest("A rate limiter that has tokens", limiter_with_tokens, goal=1.1),
    Contest(
        "A rate limiter, 10 tokens one after the other",
        limiter_one_after_the_other,
        goal=1.1,
        on_mock_clock=True,
    ),
    Contest(
        "A rate limiter with 10 tasks waiting",
        limiter_in_line,
        goal=1.1,
        on_mock_clock=True,
    ),
    Contest("1000 values in batches of 10", partial(batches, 10, 0), goal=1.1),
    Contest(
        "1000 values in batches of 10, from a buffer",
        partial(batches, 10, 100),
        goal=1.1,
    ),
    Contest("1000 values in batches of 1", partial(batches, 1, 0), goal=1.1),
    Contest("100 values to 10 members with room", partial(hub, 10, 10), goal=1.1),
    Contest("100 values to 1 member with room", partial(hub, 1, 10), goal=1.1),
    Contest("100 values to 10 members without room", hub_without_room, goal=1.1),
]
