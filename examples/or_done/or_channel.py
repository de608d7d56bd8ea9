from collections.abc import Awaitable, Callable
from functools import partial

import trio

from plainlog import log


async def wait_any(*waits: Callable[[], Awaitable[None]]) -> None:  # [1:8]
    async def wait(one: Callable[[], Awaitable[None]]) -> None:
        await one()
        nursery.cancel_scope.cancel(reason="one is enough")

    async with trio.open_nursery() as nursery:
        for one in waits:
            nursery.start_soon(wait, one)


async def main() -> None:
    await wait_any(  # [3]
        partial(trio.sleep, 0.2),  # [2:3]
        partial(trio.sleep, 0.03),
        partial(trio.sleep, 0.1),
    )
    log.info("one of them is closed")


if __name__ == "__main__":
    trio.run(main)
