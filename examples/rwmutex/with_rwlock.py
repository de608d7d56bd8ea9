import trio

from plainlog import log
from trio_patterns import RWLock


class Settings:
    def __init__(self, mode: str) -> None:
        self._lock = RWLock()  # [1]
        self._mode = mode

    async def read(self, reader: str) -> None:
        async with self._lock.read_locked():  # [2]
            log.info("reading", reader=reader)
            await trio.sleep(0.1)
            log.info("has read", reader=reader, mode=self._mode)

    async def write(self, mode: str) -> None:
        async with self._lock.write_locked():  # [3]
            log.info("writing")
            await trio.sleep(0.02)
            self._mode = mode
            log.info("has written", mode=mode)


async def main() -> None:
    settings = Settings("old")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(settings.read, "A")  # [4:2]
        nursery.start_soon(settings.read, "B")
        await trio.sleep(0.03)
        nursery.start_soon(settings.write, "new")  # [5]
        await trio.sleep(0.03)
        # A and B still read, but the writer that waits holds the third reader back.
        nursery.start_soon(settings.read, "C")  # [6]


if __name__ == "__main__":
    trio.run(main)
