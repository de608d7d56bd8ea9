from collections.abc import Awaitable, Callable

import trio

from plainlog import log
from trio_patterns import Ticker

Rows = dict[str, str]


class Cache:
    """Takes changes at once, and writes them later."""

    def __init__(self) -> None:
        self._changed: Rows = {}  # [1]

    def put(self, key: str, value: str) -> None:  # [1:3]
        """Replace an earlier change of the same key that is not written yet."""
        self._changed[key] = value

    async def flush(self, write: Callable[[Rows], Awaitable[None]]) -> None:
        """Write what has changed."""
        rows, self._changed = self._changed, {}  # [2]
        if not rows:
            return
        try:
            await write(rows)
        except BaseException:  # A cancellation, too.  # [3:3]
            self._changed = rows | self._changed
            raise


class Store:
    """Is slow, and down at first."""

    def __init__(self) -> None:
        self._calls = 0

    async def write(self, rows: Rows) -> None:
        await trio.sleep(0.01)
        self._calls += 1
        if self._calls == 1:
            raise ConnectionError("the store is down")
        log.info("written", rows=" ".join(f"{k}={v}" for k, v in sorted(rows.items())))


async def main() -> None:
    cache, store = Cache(), Store()

    async def write_now_and_then() -> None:  # [4:6]
        async for _ in Ticker(0.05):
            try:
                await cache.flush(store.write)
            except OSError as error:
                log.info("not written", why=error)

    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(write_now_and_then)
            cache.put("ann", "1")
            cache.put("bob", "1")
            cache.put("ann", "2")
            await trio.sleep(0.055)
            cache.put("bob", "2")  # while the first is being written
            await trio.sleep(0.06)
            cache.put("cyd", "1")
            nursery.cancel_scope.cancel(reason="no more changes")  # [4]
    finally:
        with trio.move_on_after(1, shield=True):  # [4:2]
            await cache.flush(store.write)


if __name__ == "__main__":
    trio.run(main)
