from itertools import count

import trio

from plainlog import log


async def generate(send: trio.MemorySendChannel[int]) -> None:
    try:
        with send:
            for number in count(1):
                await trio.sleep(0.002)  # [2:2]
                await send.send(number)
    finally:
        log.info("stage over", stage="generate")


async def square(
    receive: trio.MemoryReceiveChannel[int], send: trio.MemorySendChannel[int]
) -> None:
    # `receive` stays open: the stage before is to be cancelled, not to fail as well.
    with send:
        async for number in receive:
            await trio.sleep(0.005)
            if number == 3:  # [1:2]
                raise ValueError(f"no idea what {number} squared is")
            await send.send(number * number)


async def main() -> None:
    numbers_out, numbers_in = trio.open_memory_channel[int](0)
    squares_out, squares_in = trio.open_memory_channel[int](0)
    try:
        async with trio.open_nursery() as nursery:  # [3:3]
            nursery.start_soon(generate, numbers_out)
            nursery.start_soon(square, numbers_in, squares_out)

            async for result in squares_in:  # [4:2]
                log.info("got result", result=result)
            # The channel was closed. Was that the end, or an error? The block knows:
            # nothing after it runs when there was an error.
    except* ValueError as group:  # [5:3]
        for error in group.exceptions:
            log.error("an error occurred", error=error)


if __name__ == "__main__":
    trio.run(main)
