import trio

from plainlog import log


async def countdown(numbers: trio.MemorySendChannel[int]) -> None:
    with numbers:  # [1]
        for number in range(3, 0, -1):
            await trio.sleep(0.01)
            await numbers.send(number)


async def main() -> None:
    send, receive = trio.open_memory_channel[int](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(countdown, send)

        first = await receive.receive()  # [2]
        log.info("received one", number=first)
        async for number in receive:  # [3:2]
            log.info("received in the loop", number=number)
        log.info("the channel was closed")


if __name__ == "__main__":
    trio.run(main)
