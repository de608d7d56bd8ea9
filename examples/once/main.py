import secrets
from collections.abc import Awaitable, Callable

import trio

from plainlog import log


class Database:
    def __init__(self) -> None:
        self.id = secrets.token_hex(8)


class OnceValue:  # [1]
    """Calls `connect` for the first caller; the others wait and share."""

    def __init__(self, connect: Callable[[], Awaitable[Database]]) -> None:
        self._connect = connect
        self._lock = trio.Lock()
        self._database: Database | None = None

    async def get(self) -> Database:
        if self._database is None:  # [4]
            # A caller that is cancelled, or fails, lets the next one try.
            async with self._lock:  # [3:3]
                if self._database is None:
                    self._database = await self._connect()
        return self._database


async def connect() -> Database:  # [2:4]
    log.info("connecting to database")
    await trio.sleep(0.01)
    return Database()


async def caller(database: OnceValue) -> None:
    log.info("got database connection", id=(await database.get()).id)


async def main() -> None:
    database = OnceValue(connect)  # [1]
    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(caller, database)


if __name__ == "__main__":
    trio.run(main)
