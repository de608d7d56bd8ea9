import secrets

import trio

from plainlog import log


class Database:
    def __init__(self) -> None:
        self.id = secrets.token_hex(8)


database: Database | None = None
lock = trio.Lock()  # [1]


async def connect() -> Database:
    log.info("connecting to database")
    await trio.sleep(0.01)
    return Database()


async def get_database() -> Database:
    global database
    async with lock:  # Every call pays for the lock, also when all is done.  # [1]
        if database is None:  # [2:2]
            database = await connect()
        return database


async def caller() -> None:
    log.info("got database connection", id=(await get_database()).id)


async def main() -> None:
    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(caller)


if __name__ == "__main__":
    trio.run(main)
