import trio

from plainlog import log


async def main() -> None:
    send, receive = trio.open_memory_channel[str](0)
    send.close()
    send.close()
    log.info("closed")
    async for message in receive:
        log.info(message)
    log.info("and empty")


if __name__ == "__main__":
    trio.run(main)
