import trio

from plainlog import log


async def generate(count: int, send: trio.MemorySendChannel[int]) -> None:
    with send:  # [4]
        for number in range(1, count + 1):
            await send.send(number)
        log.info("stage over", stage="generate")


async def square(
    receive: trio.MemoryReceiveChannel[int], send: trio.MemorySendChannel[int]
) -> None:
    with receive, send:  # [4]
        async for number in receive:  # [3:3]
            await trio.sleep(0.005)
            await send.send(number * number)
        log.info("stage over", stage="square")


async def main() -> None:
    numbers_out, numbers_in = trio.open_memory_channel[int](0)  # [1:2]
    squares_out, squares_in = trio.open_memory_channel[int](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(generate, 3, numbers_out)  # [2:2]
        nursery.start_soon(square, numbers_in, squares_out)

        async for result in squares_in:  # [5:2]
            log.info("got result", result=result)
    log.info("no more results")


if __name__ == "__main__":
    trio.run(main)
