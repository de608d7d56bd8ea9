from typing import NamedTuple

import trio

from plainlog import log


class Order(NamedTuple):
    customer: str
    number: int
    takes: float


async def worker(orders: trio.MemoryReceiveChannel[Order]) -> None:  # [1:4]
    async for order in orders:
        await trio.sleep(order.takes)
        log.info("done", customer=order.customer, order=order.number)


async def main() -> None:
    async with trio.open_nursery() as nursery:
        shards: list[trio.MemorySendChannel[Order]] = []  # [2:5]
        for _ in range(2):
            send, receive = trio.open_memory_channel[Order](10)
            shards.append(send)
            nursery.start_soon(worker, receive)

        for order in (
            Order("ann", 1, 0.04),
            Order("bob", 1, 0.01),
            Order("ann", 2, 0.01),
            Order("bob", 2, 0.01),
            Order("cyd", 1, 0.01),
        ):
            await shards[ord(order.customer[0]) % 2].send(order)  # [3]
        for shard in shards:  # [4:2]
            shard.close()


if __name__ == "__main__":
    trio.run(main)
