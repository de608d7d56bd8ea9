"""Each of these uses a half of a channel as if it were the other half."""

from __future__ import annotations

import trio


async def produce(numbers: trio.MemorySendChannel[int]) -> None:
    await numbers.receive()  # [1]


async def total(numbers: trio.MemoryReceiveChannel[int]) -> None:
    await numbers.send(1)  # [2]


async def main() -> None:
    send, receive = trio.open_memory_channel[int](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(produce, receive)  # [3]
        await total(send)  # [4]


if __name__ == "__main__":
    trio.run(main)
