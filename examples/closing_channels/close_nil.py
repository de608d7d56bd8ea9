import trio

from plainlog import log


class Logbook:
    def __init__(self) -> None:
        # Both halves are there from the start; a name without them is no channel.
        self._send, self.entries = trio.open_memory_channel[str](0)  # [1]

    def close(self) -> None:
        self._send.close()  # [3]


async def main() -> None:
    logbook = Logbook()  # [2]
    logbook.close()  # [3]
    log.info("closed")
    async for entry in logbook.entries:
        log.info(entry)
    log.info("and empty")


if __name__ == "__main__":
    trio.run(main)
