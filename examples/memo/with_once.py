from collections import defaultdict

import trio

from plainlog import log
from trio_patterns import Once


class Memo:
    """Loads each page once, and keeps it."""

    def __init__(self) -> None:
        self._entries = defaultdict[str, Once[str]](Once)  # [1]

    async def get(self, name: str) -> str:
        return await self._entries[name].do(load, name)


failed_once = False


async def load(name: str) -> str:
    global failed_once
    log.info("loading", page=name)
    await trio.sleep(0.02)
    if name == "news" and not failed_once:
        failed_once = True
        raise ConnectionError("no answer")
    return f"the page {name}"


async def show(memo: Memo, name: str) -> None:
    try:
        log.info("got it", text=await memo.get(name))
    except ConnectionError:
        log.info("failed", page=name)


async def main() -> None:
    memo = Memo()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(show, memo, "home")
        await trio.sleep(0.01)
        nursery.start_soon(show, memo, "home")  # It is being loaded.
        await trio.sleep(0.02)
        nursery.start_soon(show, memo, "home")  # It is there.
        await trio.sleep(0.01)
        nursery.start_soon(show, memo, "news")  # This fails,
        await trio.sleep(0.03)
        nursery.start_soon(show, memo, "news")  # and is tried again.


if __name__ == "__main__":
    trio.run(main)
