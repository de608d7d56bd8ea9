from collections.abc import Awaitable, Callable

import trio

from plainlog import log

TTL = 0.03  # How long a lease is good.
PAUSE = 0.01  # Between two renewals.


class Store:
    """Grants the lease, and after some renewals can't be reached."""

    def __init__(self, renewals: int) -> None:
        self._renewals = renewals

    async def renew(self) -> None:
        await trio.sleep(0.002)
        if self._renewals == 0:
            raise ConnectionError("unreachable")
        self._renewals -= 1


async def keep(store: Store, lease: trio.CancelScope) -> None:  # [1:10]
    while True:
        # Before the request: the store may have granted it then.
        asked = trio.current_time()  # [2]
        try:
            await store.renew()
            log.info("renewed")
            lease.deadline = asked + TTL  # [2]
        except ConnectionError:
            log.info("not renewed")
        await trio.sleep(PAUSE)


async def lead(store: Store, work: Callable[[], Awaitable[None]]) -> bool:
    """Work while the lease is held; tell whether the work came to its end."""
    with trio.move_on_after(TTL) as lease:  # [4]
        async with trio.open_nursery() as nursery:
            nursery.start_soon(keep, store, lease)  # [1]
            await work()  # [3]
            nursery.cancel_scope.cancel(reason="the work is done")  # [5]
    return not lease.cancelled_caught  # [4]


async def long_work() -> None:
    step = 0
    try:
        while True:
            await trio.sleep(0.02)
            step += 1
            log.info("working", step=step)
    finally:
        log.info("the work is stopped")


async def short_work() -> None:
    await trio.sleep(0.015)


async def main() -> None:
    log.info("led", to_its_end=await lead(Store(renewals=4), long_work))
    log.info("led", to_its_end=await lead(Store(renewals=4), short_work))


if __name__ == "__main__":
    trio.run(main)
