import trio

from plainlog import log


async def generate(count: int, send: trio.MemorySendChannel[int]) -> None:
    with send:
        for number in range(1, count + 1):
            await send.send(number)
        log.info("stage over", stage="generate")


async def square(
    receive: trio.MemoryReceiveChannel[int], send: trio.MemorySendChannel[int]
) -> None:
    with receive, send:
        async for number in receive:
            await trio.sleep(0.005)
            await send.send(number * number)
        log.info("stage over", stage="square")


async def main() -> None:
    numbers_out, numbers_in = trio.open_memory_channel[int](0)
    squares_out, squares_in = trio.open_memory_channel[int](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(generate, 3, numbers_out)
        nursery.start_soon(square, numbers_in, squares_out)

        async for result in squares_in:
            log.info("got result", result=result)
    log.info("no more results")


if __name__ == "__main__":
    trio.run(main)
