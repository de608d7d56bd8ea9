import trio

from plainlog import log
from trio_patterns import Once


class Database:
    def __init__(self, id_: str) -> None:
        self.id = id_


once = Once[Database]()
attempts = 0


async def connect() -> Database:
    global attempts
    await trio.lowlevel.checkpoint()
    attempts += 1
    if attempts == 1:  # [1:2]
        raise OSError("the network is down")
    return Database("db1")


async def caller() -> None:
    try:
        database = await once.do(connect)  # [2]
    except OSError as error:  # [3:2]
        log.error("failed to connect", error=error)
    else:  # [4:2]
        log.info("got database connection", id=database.id)


async def main() -> None:
    await caller()
    await caller()


if __name__ == "__main__":
    trio.run(main)
