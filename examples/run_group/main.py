from collections.abc import Awaitable, Callable
from functools import partial

import trio

from plainlog import log


async def run_together(*components: Callable[[], Awaitable[None]]) -> None:
    """Run all; when the first ends, or fails, the others are cancelled."""

    async def run(component: Callable[[], Awaitable[None]]) -> None:
        await component()
        nursery.cancel_scope.cancel(reason="one component has ended")  # [3]

    async with trio.open_nursery() as nursery:  # [4]
        for component in components:  # [2:2]
            nursery.start_soon(run, component)


async def serve(name: str) -> None:
    log.info("up", component=name)
    try:
        await trio.sleep_forever()
    finally:
        log.info("down", component=name)


async def watch_disk() -> None:
    await trio.sleep(0.03)
    raise OSError("the disk is full")


async def main() -> None:
    try:
        await run_together(  # [1:3]
            partial(serve, "http"), partial(serve, "metrics"), watch_disk
        )
    except* OSError as group:  # [5:2]
        log.info("all are down", why=group.exceptions[0])


if __name__ == "__main__":
    trio.run(main)
