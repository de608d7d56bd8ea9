import trio

from plainlog import log
from trio_patterns import merge


async def generate(count: int, send: trio.MemorySendChannel[int]) -> None:  # [1:4]
    with send:
        for number in range(count):
            await send.send(number)


async def square(  # [2:7]
    receive: trio.MemoryReceiveChannel[int], send: trio.MemorySendChannel[int]
) -> None:
    with receive, send:
        async for number in receive:
            await trio.sleep(0.01)
            await send.send(number * number)


async def main() -> None:
    numbers_out, numbers_in = trio.open_memory_channel[int](0)
    left_out, left_in = trio.open_memory_channel[int](0)
    right_out, right_in = trio.open_memory_channel[int](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(generate, 4, numbers_out)
        with numbers_in:  # Fan-out: each takes what it can.  # [3:3]
            nursery.start_soon(square, numbers_in.clone(), left_out)
            nursery.start_soon(square, numbers_in.clone(), right_out)

        async with merge(left_in, right_in) as squares:  # Fan-in.  # [4]
            async for result in squares:  # [5:2]
                log.info("got result", result=result)
    log.info("no more results")


if __name__ == "__main__":
    trio.run(main)
