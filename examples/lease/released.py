"""A lock in a store: renewed while the work goes on, and given back however it ends."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio

from plainlog import log


async def renew() -> None:
    while True:
        await trio.sleep(0.01)
        log.info("renewed")


async def release() -> None:
    await trio.sleep(0.005)
    log.info("given back")


@asynccontextmanager
async def hold() -> AsyncGenerator[None]:
    log.info("locked")
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(renew)  # [1]
            yield
            nursery.cancel_scope.cancel(reason="the work is done")  # [3]
    finally:
        # The block may be cancelled, and the lock must be given back all the same.
        with trio.move_on_after(0.02, shield=True) as patience:  # [4]
            await release()  # [5]
        if patience.cancelled_caught:
            log.info("not given back: it will run out")


async def work() -> None:
    try:
        await trio.sleep(0.025)
        log.info("the work is done")
    except trio.Cancelled:
        log.info("the work is stopped")
        raise


async def main() -> None:
    async with hold():  # [2]
        await work()
    with trio.move_on_after(0.015):
        async with hold():  # [2]
            await work()


if __name__ == "__main__":
    trio.run(main)
