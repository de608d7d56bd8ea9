from collections.abc import AsyncGenerator

import trio

from plainlog import log


async def slow_numbers() -> AsyncGenerator[int, None]:
    with trio.move_on_after(0.05):  # [1]
        for number in range(10):
            await trio.sleep(0.02)
            yield number  # noqa: ASYNC101, ASYNC119  the mistake on show  # [2]


async def main() -> None:
    generator = slow_numbers()
    async for number in generator:
        log.info("got", number=number)
        await trio.sleep(0.1)  # The deadline of the generator hits us here.  # [3]
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
