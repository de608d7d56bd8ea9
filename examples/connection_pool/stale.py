"""Idle connections that are too old are closed, and nobody waits for their goodbyes."""

import math

import trio

from plainlog import log


class Connection(trio.abc.AsyncResource):
    def __init__(self, number: int, goodbye: float) -> None:
        self._number = number
        self._goodbye = goodbye

    async def aclose(self) -> None:  # [1:9]
        """Say goodbye, and wait for the answer. If that is cut: close by force."""
        how = "closed by force"
        try:
            await trio.sleep(self._goodbye)
            how = "closed"
        finally:
            log.info(how, connection=self._number)


async def close_all(connections: list[Connection]) -> None:
    """Close them all at once, whoever is cancelled meanwhile."""
    with trio.move_on_after(0.03, shield=True):  # [4]
        async with trio.open_nursery() as nursery:  # [3:3]
            for connection in connections:
                nursery.start_soon(connection.aclose)


class Pool:
    def __init__(self, nursery: trio.Nursery, idle: list[Connection]) -> None:
        self._nursery = nursery
        self._idle = idle

    def drop_stale(self) -> None:  # [2:3]
        stale, self._idle = self._idle, []
        self._nursery.start_soon(close_all, stale)


async def query(pool: Pool) -> None:
    pool.drop_stale()
    log.info("asked")
    await trio.sleep_forever()  # The answer does not come in time.


async def main() -> None:
    async with trio.open_nursery() as nursery:
        idle = [Connection(1, 0.01), Connection(2, 0.015), Connection(3, math.inf)]
        pool = Pool(nursery, idle)
        with trio.move_on_after(0.005):
            await query(pool)
        log.info("given up")
        nursery.cancel_scope.cancel(reason="no more queries")  # [5]
    log.info("the pool is gone")


if __name__ == "__main__":
    trio.run(main)
