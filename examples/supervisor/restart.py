from collections.abc import Awaitable, Callable

import trio

from plainlog import log


async def supervise(restarts: int, service: Callable[[], Awaitable[None]]) -> None:
    """Start it again whenever it fails, up to so many times."""
    pause = 0.01
    for restart in range(restarts + 1):  # [1]
        try:
            await service()
            return  # [2]
        except Exception as error:  # Not a cancellation.  # [5]
            if restart == restarts:  # [3:2]
                raise
            log.info("it failed, once more", why=error)
        await trio.sleep(pause)  # [4]
        pause *= 2


class Feed:
    def __init__(self) -> None:
        self.starts = 0

    async def serve(self) -> None:
        """Lose the connection, then have a bug, and then go well."""
        self.starts += 1
        log.info("serving", start=self.starts)
        await trio.sleep(0.01)
        if self.starts == 1:
            raise ConnectionError("the connection is gone")
        if self.starts == 2:
            raise LookupError("no such key")  # [5]


async def hopeless() -> None:
    raise ConnectionError("the connection is gone")


async def main() -> None:
    await supervise(3, Feed().serve)
    log.info("it has come to its end")
    try:
        await supervise(2, hopeless)
    except ConnectionError as error:  # [3:2]
        log.info("given up", why=error)


if __name__ == "__main__":
    trio.run(main)
