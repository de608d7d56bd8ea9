import trio

from plainlog import log


async def burst(numbers: trio.MemorySendChannel[int]) -> None:
    with numbers:  # [4]
        for number in range(5):
            await numbers.send(number)  # [2]
            log.info("sent", number=number)


async def main() -> None:
    send, receive = trio.open_memory_channel[int](3)  # [1]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(burst, send)

        for _ in range(5):
            await trio.sleep(0.01)  # The receiver is slow.
            log.info("received", number=await receive.receive())  # [3]


if __name__ == "__main__":
    trio.run(main)
