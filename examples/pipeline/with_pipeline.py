from collections.abc import Iterator

import trio

from plainlog import log
from trio_patterns import pipeline


def generate(count: int) -> Iterator[int]:
    yield from range(1, count + 1)
    log.info("stage over", stage="generate")


async def square(
    receive: trio.MemoryReceiveChannel[int], send: trio.MemorySendChannel[int]
) -> None:
    async for number in receive:
        await trio.sleep(0.005)
        await send.send(number * number)
    log.info("stage over", stage="square")


async def main() -> None:
    async with pipeline(generate(3), square) as squares:
        async for result in squares:
            log.info("got result", result=result)
    log.info("no more results")


if __name__ == "__main__":
    trio.run(main)
