import trio

from plainlog import log


async def receive(numbers: trio.MemoryReceiveChannel[int]) -> None:
    try:
        number = await numbers.receive()  # [1]
    except trio.EndOfChannel:  # [2:3]
        log.info("the channel was closed")
        return
    log.info("received", number=number)


async def main() -> None:
    send, numbers = trio.open_memory_channel[int](1)
    await send.send(0)
    send.close()

    await receive(numbers)  # Gives 0.  # [3]
    await receive(numbers)  # Raises EndOfChannel.  # [4]


if __name__ == "__main__":
    trio.run(main)
