from itertools import count

import trio

from plainlog import log


async def generate(send: trio.MemorySendChannel[int]) -> None:
    try:
        with send:
            for number in count(1):
                await trio.sleep(0.002)  # [1]
                await send.send(number)  # [2]
    finally:
        log.info("stage over", stage="generate")


async def square(
    receive: trio.MemoryReceiveChannel[int], send: trio.MemorySendChannel[int]
) -> None:
    try:
        with receive, send:
            async for number in receive:
                await trio.sleep(0.005)  # [1]
                await send.send(number * number)  # [2]
    finally:
        log.info("stage over", stage="square")


async def first_above(limit: int) -> int:
    numbers_out, numbers_in = trio.open_memory_channel[int](0)
    squares_out, squares_in = trio.open_memory_channel[int](0)
    async with trio.open_nursery() as nursery:  # [4]
        nursery.start_soon(generate, numbers_out)
        nursery.start_soon(square, numbers_in, squares_out)

        result = 0
        while result <= limit:  # [3:3]
            result = await squares_in.receive()
            log.info("got result", result=result)
        nursery.cancel_scope.cancel(reason="the reader has what it needs")  # [4]
    return result


async def main() -> None:
    log.info("found", result=await first_above(3))


if __name__ == "__main__":
    trio.run(main)
