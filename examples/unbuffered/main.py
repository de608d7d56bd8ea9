import trio

from plainlog import log


async def sender(numbers: trio.MemorySendChannel[int]) -> None:
    with numbers:  # [4]
        for number in range(3):
            log.info("sending", number=number)
            await numbers.send(number)  # Waits for the receiver.  # [2]
            log.info("sent", number=number)


async def main() -> None:
    send, receive = trio.open_memory_channel[int](0)  # [1]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(sender, send)

        await trio.sleep(0.01)
        async for number in receive:  # [3]
            log.info("received", number=number)
            await trio.sleep(0.01)


if __name__ == "__main__":
    trio.run(main)
