"""In the race of Trio's documentation, two that tie both finish."""

from __future__ import annotations

from typing import TYPE_CHECKING

import trio

from trio_patterns.testing import explore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


# show
async def first_of(*async_fns: Callable[[], Awaitable[str]]) -> str:
    """Each sends its result on a channel; the first to arrive cancels the rest."""
    send, receive = trio.open_memory_channel[str](0)

    async def runner(async_fn: Callable[[], Awaitable[str]]) -> None:
        await send.send(await async_fn())

    async with trio.open_nursery() as nursery:
        for async_fn in async_fns:
            nursery.start_soon(runner, async_fn)
        winner = await receive.receive()
        nursery.cancel_scope.cancel()
    return winner


async def one_order() -> None:
    orders: list[str] = []

    async def order(shop: str) -> str:
        await trio.sleep(1)
        orders.append(shop)
        return shop

    await first_of(lambda: order("baker"), lambda: order("grocer"))
    assert len(orders) == 1, f"{len(orders)} orders: {sorted(orders)}"


def main() -> None:
    try:
        explore(one_order, schedules=1, seed=-1)
    except AssertionError as error:
        print(error)


# end


if __name__ == "__main__":
    main()
