import trio

from plainlog import log


async def count(send: trio.MemorySendChannel[int]) -> None:
    with send:  # [1:3]
        for number in range(3):
            await send.send(number)


async def main() -> None:
    send, receive = trio.open_memory_channel[int](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(count, send)  # [2]
        async for number in receive:  # [3:2]
            log.info("got", number=number)
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
