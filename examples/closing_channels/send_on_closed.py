import trio

from plainlog import log


async def main() -> None:
    send, _ = trio.open_memory_channel[str](1)
    send.close()
    try:
        await send.send("hello")
    except trio.ClosedResourceError:
        log.error("I have closed it myself")
    else:
        log.info("sent")


if __name__ == "__main__":
    trio.run(main)
