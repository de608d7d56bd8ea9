import secrets

import trio

from plainlog import log
from trio_patterns import once_value


class Database:
    def __init__(self) -> None:
        self.id = secrets.token_hex(8)


@once_value  # [5:4]
async def get_database() -> Database:
    log.info("connecting to database")
    await trio.sleep(0.01)
    return Database()


async def caller() -> None:
    database = await get_database()  # [6]
    log.info("got database connection", id=database.id)


async def main() -> None:
    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(caller)


if __name__ == "__main__":
    trio.run(main)
