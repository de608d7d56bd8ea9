from collections.abc import AsyncGenerator

import trio

from plainlog import log


@trio.as_safe_channel  # [2]
async def rows() -> AsyncGenerator[int, None]:
    try:
        for row in range(3):
            await trio.lowlevel.checkpoint()
            yield row
    finally:  # [1:5]
        log.info("closing")
        with trio.move_on_after(0.05, shield=True):
            await trio.sleep(0.01)
            log.info("closed")


async def print_first() -> None:
    async with rows() as found:  # [2:2]
        async for row in found:
            log.info("got", row=row)
            break  # [3]


async def main() -> None:
    await print_first()
    await trio.sleep(0.1)  # [4]
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
