from collections.abc import AsyncGenerator

import trio

from plainlog import log


async def rows() -> AsyncGenerator[int, None]:
    try:
        for row in range(3):
            await trio.lowlevel.checkpoint()
            yield row
    finally:  # [1:4]
        log.info("closing")
        await trio.sleep(0.01)  # noqa: ASYNC102  the mistake on show
        log.info("closed")


async def print_first() -> None:
    async for row in rows():  # [2]
        log.info("got", row=row)
        break  # [3]


async def main() -> None:
    await print_first()
    await trio.sleep(0.1)  # [4]
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
