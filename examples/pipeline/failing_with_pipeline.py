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
    async for number in receive:
        await trio.sleep(0.005)
        if number == 3:  # [1:2]
            raise ValueError(f"no idea what {number} squared is")
        await send.send(number * number)


async def main() -> None:
    try:
        async with pipeline(generate(), square) as squares:  # [8]
            async for result in squares:  # [4:2]
                log.info("got result", result=result)
    except* ValueError as group:  # [5:3]
        for error in group.exceptions:
            log.error("an error occurred", error=error)


if __name__ == "__main__":
    trio.run(main)
