from collections.abc import AsyncGenerator
from itertools import count

import trio

from plainlog import log
from trio_patterns import pipeline


async def generate() -> AsyncGenerator[int, None]:  # [6]
    try:
        for number in count(1):
            await trio.sleep(0.002)
            yield number
    finally:
        log.info("stage over", stage="generate")


async def square(  # [7]
    receive: trio.MemoryReceiveChannel[int], send: trio.MemorySendChannel[int]
) -> None:
    try:
        async for number in receive:
            await trio.sleep(0.005)
            await send.send(number * number)
    finally:
        log.info("stage over", stage="square")


async def first_above(limit: int) -> int:
    async with pipeline(generate(), square) as squares:  # [5]
        result = 0
        while result <= limit:  # [3:3]
            result = await squares.receive()
            log.info("got result", result=result)
    return result


async def main() -> None:
    log.info("found", result=await first_above(3))


if __name__ == "__main__":
    trio.run(main)
