from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio

from plainlog import log


class RWLock:  # [1:30]
    """Many readers at once, or one writer alone; whoever comes first goes first.

    Everybody passes the turnstile. A reader leaves it behind at once. A writer stays
    in it, until the readers before it have gone and until it has done its work.
    """

    def __init__(self) -> None:
        self._turnstile = trio.Lock()
        self._readers = 0
        self._no_readers = trio.Event()

    @asynccontextmanager
    async def read_locked(self) -> AsyncGenerator[None]:
        async with self._turnstile:
            self._readers += 1
        try:
            yield
        finally:
            self._readers -= 1
            if self._readers == 0:
                self._no_readers.set()

    @asynccontextmanager
    async def write_locked(self) -> AsyncGenerator[None]:
        async with self._turnstile:
            if self._readers > 0:
                self._no_readers = trio.Event()
                await self._no_readers.wait()
            yield


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
