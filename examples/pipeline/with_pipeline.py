from collections.abc import Iterator

import trio

from plainlog import log
from trio_patterns import pipeline


def generate(count: int) -> Iterator[int]:  # [6]
    yield from range(1, count + 1)
    log.info("stage over", stage="generate")


async def square(  # [7]
    receive: trio.MemoryReceiveChannel[int], send: trio.MemorySendChannel[int]
) -> None:
    async for number in receive:  # [3:3]
        await trio.sleep(0.005)
        await send.send(number * number)
    log.info("stage over", stage="square")


async def main() -> None:
    async with pipeline(generate(3), square) as squares:  # [8]
        async for result in squares:  # [5:2]
            log.info("got result", result=result)
    log.info("no more results")


if __name__ == "__main__":
    trio.run(main)
