import trio

from plainlog import log


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
    squares_out, squares_in = trio.open_memory_channel[int](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(generate, 4, numbers_out)
        # Clones of the one end fan out, clones of the other fan in.
        with numbers_in, squares_out:  # [4]
            for _ in range(2):  # [3:2]
                nursery.start_soon(square, numbers_in.clone(), squares_out.clone())

        async for result in squares_in:  # [5:2]
            log.info("got result", result=result)
    log.info("no more results")


if __name__ == "__main__":
    trio.run(main)
