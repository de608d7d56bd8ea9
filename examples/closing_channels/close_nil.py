import trio

from plainlog import log


class Logbook:
    def __init__(self) -> None:
        # Both halves are there from the start; a name without them is no channel.
        self._send, self.entries = trio.open_memory_channel[str](0)

    def close(self) -> None:
        self._send.close()


async def main() -> None:
    logbook = Logbook()
    logbook.close()
    log.info("closed")
    async for entry in logbook.entries:
        log.info(entry)
    log.info("and empty")


if __name__ == "__main__":
    trio.run(main)
