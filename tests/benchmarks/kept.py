"""Memory that is kept: is there more after a million operations than after a few?

What a service calls all day must not remember each call. So the blocks of memory that
Python has allocated are counted twice, while the same object goes on being used. Each
object is a block at least. To count them costs nothing meanwhile, where `tracemalloc`
makes a million operations ten times as slow.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import trio

from trio_patterns import RateLimiter, SingleFlight, Topic, batched

if TYPE_CHECKING:
    from .measuring import Effort, Result

Done = Callable[[], None]
# Calls `done` after each operation, and does not end by itself.
Endless = Callable[[Done], Awaitable[None]]

# By then the timers that Trio forgets a thousand at a time have settled.
_FEW = 10_000
_MANY = 1_000_000


def measure(effort: Effort) -> Result:
    # `largest` is for jobs that take ten times as long as an operation.
    many = min(_MANY, 10 * effort.largest)
    few = min(_FEW, many // 10)
    return {
        "few": few,
        "many": many,
        "rows": [
            {"name": name, **trio.run(_held, endless, few, many)}
            for name, endless in ENDLESS.items()
        ],
    }


async def _held(endless: Endless, few: int, many: int) -> Result:
    """Give the blocks that are held after few operations, and after many."""
    count = 0
    held: list[int] = []

    def done() -> None:
        nonlocal count
        count += 1
        if count in (few, many):
            gc.collect()
            held.append(sys.getallocatedblocks())
        if count == many:
            scope.cancel(reason="all is measured")

    with trio.CancelScope() as scope:
        await endless(done)
    return {"after_few": held[0], "after_many": held[1]}


async def tokens(done: Done) -> None:
    """Take one token after the other."""
    limiter = RateLimiter(100_000)
    while True:
        await limiter.acquire()
        done()


async def tokens_given_up(done: Done) -> None:
    """Wait for a token, and give up before it comes."""
    limiter = RateLimiter(1e-9)
    limiter.acquire_nowait()
    while True:
        with trio.move_on_after(0):
            await limiter.acquire()
        await trio.lowlevel.checkpoint_if_cancelled()
        done()


async def values_in_batches(done: Done) -> None:
    """Read values in batches of 10, each within a second."""
    send, receive = trio.open_memory_channel[int](10)

    async def produce() -> None:
        while True:
            await send.send(0)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(produce)
        async with batched(receive, 10, within=1) as batches:
            async for batch in batches:
                for _ in batch:
                    done()


async def values_of_a_topic(done: Done) -> None:
    """Publish to two members: one reads every value, the other one none."""
    topic = Topic[int]()
    with topic.subscribe(1) as inbox, topic.subscribe(1, when_full="drop_oldest"):
        while True:
            await topic.publish(0)
            await inbox.receive()
            done()


async def members_of_a_topic(done: Done) -> None:
    """Subscribe, get a value and leave, beside a member that stays."""
    topic = Topic[int]()
    with topic.subscribe(1, when_full="drop_new"):
        while True:
            with topic.subscribe(1) as inbox:
                topic.publish_nowait(0)
                await inbox.receive()
            done()


async def keys_of_a_flight(done: Done) -> None:
    """Ask for another key each time."""
    flight = SingleFlight[int, None]()
    key = 0
    while True:
        await flight.do(key, trio.lowlevel.checkpoint)
        key += 1
        done()


ENDLESS: dict[str, Endless] = {
    "tokens of a `RateLimiter`": tokens,
    "tokens of a `RateLimiter` that are given up": tokens_given_up,
    "values in batches, by `batched`": values_in_batches,
    "values of a `Topic`": values_of_a_topic,
    "members of a `Topic` that come and go": members_of_a_topic,
    "keys of a `SingleFlight`": keys_of_a_flight,
}
