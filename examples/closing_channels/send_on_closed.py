import trio

from plainlog import log


async def main() -> None:
    send, _ = trio.open_memory_channel[str](1)
    send.close()  # [1]
    try:
        await send.send("hello")  # [2]
    except trio.ClosedResourceError:  # [3:2]
        log.error("I have closed it myself")
    else:
        log.info("sent")


if __name__ == "__main__":
    trio.run(main)
