from collections.abc import AsyncGenerator
from contextlib import aclosing

import trio

from plainlog import log


async def slow_numbers() -> AsyncGenerator[int, None]:
    deadline = trio.current_time() + 0.05  # [1]
    for number in range(10):
        with trio.move_on_at(deadline) as scope:  # [1:4]
            await trio.sleep(0.02)
        if scope.cancelled_caught:
            return
        yield number  # Outside of the scope.  # [2]


async def main() -> None:
    async with aclosing(slow_numbers()) as generator:
        async for number in generator:
            log.info("got", number=number)
            await trio.sleep(0.1)  # [3]
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
