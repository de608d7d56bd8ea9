from collections.abc import AsyncIterator

import trio

from plainlog import log

Lines = trio.MemoryReceiveChannel[str]


async def bridge(
    streams: trio.MemoryReceiveChannel[Lines],
) -> AsyncIterator[str]:  # [2:4]
    async for stream in streams:
        async for value in stream:
            yield value


async def day(number: int, lines: trio.MemorySendChannel[str]) -> None:  # [1:5]
    with lines:
        for line in range(2):
            await trio.sleep(0.01)
            await lines.send(f"day {number} line {line}")


async def all_days(days: trio.MemorySendChannel[Lines]) -> None:  # [1:7]
    async with trio.open_nursery() as nursery:
        with days:
            for number in range(3):
                send, lines = trio.open_memory_channel[str](0)
                nursery.start_soon(day, number, send)
                await days.send(lines)


async def main() -> None:
    send, days = trio.open_memory_channel[Lines](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(all_days, send)
        async for line in bridge(days):  # [3:2]
            log.info(line)


if __name__ == "__main__":
    trio.run(main)
