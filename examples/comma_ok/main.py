import trio

from plainlog import log


async def receive(numbers: trio.MemoryReceiveChannel[int]) -> None:
    try:
        number = await numbers.receive()
    except trio.EndOfChannel:
        log.info("the channel was closed")
        return
    log.info("received", number=number)


async def main() -> None:
    send, numbers = trio.open_memory_channel[int](1)
    await send.send(0)
    send.close()

    await receive(numbers)  # Gives 0.
    await receive(numbers)  # Raises EndOfChannel.


if __name__ == "__main__":
    trio.run(main)
