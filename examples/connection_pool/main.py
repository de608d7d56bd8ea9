from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import trio

from plainlog import log


@dataclass
class Connection:
    number: int

    def close(self) -> None:
        log.info("closed", connection=self.number)


class Pool:
    """Lends out a few connections, and makes them when they are first wanted."""

    def __init__(self, most: int) -> None:
        self._places = trio.CapacityLimiter(most)  # [1:2]
        self._idle: list[Connection] = []
        self._dialed = 0

    async def _dial(self) -> Connection:
        await trio.sleep(0.002)
        self._dialed += 1
        log.info("dialed", connection=self._dialed)
        return Connection(self._dialed)

    @asynccontextmanager
    async def connection(self, patience: float) -> AsyncGenerator[Connection]:
        """Lend a connection for the block; `patience` is for getting it only."""
        async with AsyncExitStack() as stack:  # [2:3]
            with trio.fail_after(patience):
                await stack.enter_async_context(self._places)
                connection = (
                    self._idle.pop() if self._idle else await self._dial()
                )  # [3]
            try:
                yield connection
            except BaseException:  # Nobody knows what is still on its way.  # [4:4]
                connection.close()
                raise
            self._idle.append(connection)

    def close(self) -> None:  # [5:3]
        for connection in self._idle:
            connection.close()


async def query(
    pool: Pool, name: str, takes: float, patience: float, *, broken: bool = False
) -> None:
    try:
        async with pool.connection(patience) as connection:  # [6]
            log.info("begun", query=name, connection=connection.number)
            await trio.sleep(takes)
            log.info("over", query=name, broken=broken)
            if broken:
                raise ConnectionResetError  # [4]
    except trio.TooSlowError:  # [6:2]
        log.info("no connection in time", query=name)
    except ConnectionResetError:
        pass


async def main() -> None:
    pool = Pool(2)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(query, pool, "a", 0.02, 1)
        await trio.sleep(0.005)
        nursery.start_soon(partial(query, pool, "b", 0.03, 1, broken=True))
        await trio.sleep(0.005)
        nursery.start_soon(query, pool, "c", 0, 0.005)
        await trio.sleep(0.005)
        nursery.start_soon(query, pool, "d", 0.04, 1)
        await trio.sleep(0.005)
        nursery.start_soon(query, pool, "e", 0, 1)
    pool.close()  # [5]


if __name__ == "__main__":
    trio.run(main)
