from collections import deque
from collections.abc import Awaitable, Callable

import trio

from plainlog import log


async def supervise(
    most: int, within: float, service: Callable[[], Awaitable[None]]
) -> None:
    """Start it again whenever it fails, unless it fails too often."""
    failures = deque[float](maxlen=most)  # [1]
    while True:
        try:
            await service()
            return
        except Exception as error:
            now = trio.current_time()  # [2:3]
            if len(failures) == most and now - failures[0] < within:
                raise
            log.info("it failed, once more", why=error)
            failures.append(now)  # [1]


class Feed:
    """Runs well once, and fails soon each other time."""

    def __init__(self) -> None:
        self._starts = 0

    async def serve(self) -> None:
        self._starts += 1
        log.info("serving", start=self._starts)
        await trio.sleep(0.2 if self._starts == 3 else 0.01)  # [3]
        raise ConnectionError("the connection is gone")


async def main() -> None:
    try:
        await supervise(2, 0.1, Feed().serve)
    except ConnectionError as error:
        log.info("given up", why=error)


if __name__ == "__main__":
    trio.run(main)
