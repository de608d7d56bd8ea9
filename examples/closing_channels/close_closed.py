import trio

from plainlog import log


async def main() -> None:
    send, receive = trio.open_memory_channel[str](0)
    send.close()  # [1]
    send.close()  # [2]
    log.info("closed")  # [3:4]
    async for message in receive:
        log.info(message)
    log.info("and empty")


if __name__ == "__main__":
    trio.run(main)
