from typing import NamedTuple

import trio

from plainlog import log
from trio_patterns import SingleFlight

LIFETIME = 0.05


class Entry(NamedTuple):
    page: str
    until: float  # [1]


class Cache:
    """Keeps each page for some time, and loads it once for all who want it."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._flights = SingleFlight[str, str]()  # [3]

    async def get(self, name: str) -> str:
        entry = self._entries.get(name)
        if entry is not None and trio.current_time() < entry.until:  # [2:2]
            return entry.page
        return await self._flights.do(name, self._load, name)  # [3]

    async def _load(self, name: str) -> str:  # [4:6]
        log.info("loading", page=name)
        await trio.sleep(0.02)
        page = f"the page {name}"
        self._entries[name] = Entry(page, trio.current_time() + LIFETIME)  # [1]
        return page


async def show(cache: Cache) -> None:
    log.info("got it", text=await cache.get("home"))


async def main() -> None:
    cache = Cache()
    async with trio.open_nursery() as nursery:
        for _ in range(5):
            nursery.start_soon(show, cache)
            await trio.sleep(0.015)
        await trio.sleep(0.01)
        nursery.start_soon(show, cache)


if __name__ == "__main__":
    trio.run(main)
