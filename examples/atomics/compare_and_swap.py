import trio

from plainlog import log


class Connection:
    def __init__(self) -> None:
        self._closed = False  # [1]

    def close(self) -> None:
        if self._closed:  # [2]
            log.info("closed already")
        else:
            self._closed = True  # [3:2]
            log.info("closing")


async def main() -> None:
    connection = Connection()

    async def caller() -> None:
        await trio.lowlevel.checkpoint()
        connection.close()

    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(caller)


if __name__ == "__main__":
    trio.run(main)
