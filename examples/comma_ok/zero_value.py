import trio

from plainlog import log


async def main() -> None:
    send, numbers = trio.open_memory_channel[int](1)
    await send.send(0)
    send.close()

    try:
        log.info("received", number=await numbers.receive())  # [1]
        log.info("received", number=await numbers.receive())  # [2]
    except trio.EndOfChannel:
        log.info("the channel was closed")


if __name__ == "__main__":
    trio.run(main)
