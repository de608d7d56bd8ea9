import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio

from plainlog import log


class Queue:
    """Holds a key once, however often it is added; one worker at a time has it."""

    def __init__(self) -> None:
        self._send, self._keys = trio.open_memory_channel[str](math.inf)
        self._dirty: set[str] = set()  # They have to be worked on,
        self._busy: set[str] = set()  # and these are just now.

    def add(self, key: str) -> None:
        if key in self._dirty:  # [1]
            return
        self._dirty.add(key)
        if key not in self._busy:  # [2]
            self._send.send_nowait(key)

    @asynccontextmanager
    async def get(self) -> AsyncGenerator[str]:
        key = await self._keys.receive()
        self._dirty.remove(key)  # [3:2]
        self._busy.add(key)
        try:
            yield key
        finally:
            self._busy.remove(key)  # [4:3]
            if key in self._dirty:
                self._send.send_nowait(key)


async def worker(queue: Queue) -> None:
    while True:
        async with queue.get() as key:
            await trio.sleep(0.05)
            log.info("done", key=key)


async def main() -> None:
    queue = Queue()
    async with trio.open_nursery() as nursery:
        for _ in range(2):
            nursery.start_soon(worker, queue)

        for key in ("a", "b", "a", "b", "a", "c"):  # [5]
            queue.add(key)
            await trio.sleep(0.005)
        await trio.sleep(0.14)
        nursery.cancel_scope.cancel(reason="no more keys")


if __name__ == "__main__":
    trio.run(main)
