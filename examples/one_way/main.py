"""A channel is made as two halves: one only sends, the other only receives."""

from __future__ import annotations

import trio

from plainlog import log


async def produce(numbers: trio.MemorySendChannel[int]) -> None:  # [1]
    """Can send to its channel, and close it."""
    async with numbers:  # [2]
        for number in range(3):
            await numbers.send(number)


async def total(numbers: trio.MemoryReceiveChannel[int]) -> int:  # [3]
    """Can receive from its channel, and close its half."""
    return sum([number async for number in numbers])  # [4]


async def main() -> None:
    send, receive = trio.open_memory_channel[int](0)  # [5]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(produce, send)
        log.info("the numbers are in", total=await total(receive))


if __name__ == "__main__":
    trio.run(main)
