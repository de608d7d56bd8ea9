from dataclasses import dataclass, field

import trio

from plainlog import log


@dataclass
class Order:  # [1:6]
    page: str
    answer: str = ""
    answered: trio.Event = field(default_factory=trio.Event)


async def printer(orders: trio.MemoryReceiveChannel[Order]) -> None:  # [2:5]
    async for order in orders:
        await trio.sleep(0.02)
        log.info("out of the printer", page=order.page)
        # Nobody needs to be there to take it.
        order.answer = f"the page by {order.page}"  # [3:2]
        order.answered.set()


async def customer(
    orders: trio.MemorySendChannel[Order], name: str, arrives: float, patience: float
) -> None:
    await trio.sleep(arrives)
    with trio.move_on_after(patience) as scope:  # [4]
        order = Order(name)  # [1:2]
        await orders.send(order)
        await order.answered.wait()  # [4:4]
        log.info(order.answer)
    if scope.cancelled_caught:
        log.info("gave up", customer=name)


async def main() -> None:
    send, orders = trio.open_memory_channel[Order](10)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(printer, orders)  # [2]

        async with send, trio.open_nursery() as customers:  # [5]
            customers.start_soon(customer, send, "ann", 0, 1)
            customers.start_soon(customer, send, "bob", 0.005, 0.01)
            customers.start_soon(customer, send, "cyd", 0.01, 1)


if __name__ == "__main__":
    trio.run(main)
