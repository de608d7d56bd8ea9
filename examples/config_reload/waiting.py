"""A setting that others wait for: each change sets an event and makes a new one."""

from collections.abc import Callable

import trio

from plainlog import log


class Watched:  # [1:6]
    """A value that one can wait for."""

    def __init__(self, value: int) -> None:
        self.value = value
        self._changed = trio.Event()

    def set(self, value: int) -> None:  # [2:4]
        self.value = value
        self._changed.set()
        self._changed = trio.Event()

    async def wait_for(self, enough: Callable[[int], bool]) -> int:  # [3:4]
        while not enough(self.value):
            await self._changed.wait()
        return self.value


async def wait_for_twenty(limit: Watched) -> None:
    value = await limit.wait_for(lambda value: value >= 20)
    log.info("enough", limit=value)  # [4]


async def main() -> None:
    limit = Watched(10)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(wait_for_twenty, limit)
        for value in (15, 25):
            await trio.sleep(0.01)
            log.info("set", limit=value)
            limit.set(value)  # [2]


if __name__ == "__main__":
    trio.run(main)
