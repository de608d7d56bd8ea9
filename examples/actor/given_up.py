from dataclasses import dataclass, field

import trio

from plainlog import log


@dataclass
class Order:  # [1:6]
    page: str
    answer: str = ""
    over: trio.Event = field(default_factory=trio.Event)
    wanted: trio.CancelScope = field(default_factory=trio.CancelScope)


async def printer(orders: trio.MemoryReceiveChannel[Order]) -> None:
    async for order in orders:
        if order.wanted.cancel_called:  # [2:3]
            log.info("passed over", page=order.page)
            continue
        with order.wanted:  # [3:6]
            await trio.sleep(0.02)
            order.answer = f"the page by {order.page}"
            order.over.set()
        if order.wanted.cancelled_caught:
            log.info("broken off", page=order.page)


async def ask(orders: trio.MemorySendChannel[Order], page: str) -> str:
    order = Order(page)  # [1]
    try:
        await orders.send(order)
        await order.over.wait()
    finally:
        order.wanted.cancel(reason="nobody waits for it")  # [4]
    return order.answer


async def customer(
    orders: trio.MemorySendChannel[Order], name: str, arrives: float, patience: float
) -> None:
    await trio.sleep(arrives)
    with trio.move_on_after(patience):  # [4]
        log.info(await ask(orders, name))


async def main() -> None:
    send, orders = trio.open_memory_channel[Order](10)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(printer, orders)

        async with send, trio.open_nursery() as customers:
            customers.start_soon(customer, send, "ann", 0, 1)
            customers.start_soon(customer, send, "bob", 0.005, 0.025)
            customers.start_soon(customer, send, "cyd", 0.006, 0.01)
            customers.start_soon(customer, send, "dan", 0.007, 1)


if __name__ == "__main__":
    trio.run(main)
