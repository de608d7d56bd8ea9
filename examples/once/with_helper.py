import secrets

import trio

from plainlog import log
from trio_patterns import Once


class Database:
    def __init__(self) -> None:
        self.id = secrets.token_hex(8)


once = Once[Database]()  # [1]


async def connect() -> Database:  # [2:4]
    log.info("connecting to database")
    await trio.sleep(0.01)
    return Database()


async def caller() -> None:
    database = await once.do(connect)  # [3]
    log.info("got database connection", id=database.id)


async def main() -> None:
    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(caller)


if __name__ == "__main__":
    trio.run(main)
