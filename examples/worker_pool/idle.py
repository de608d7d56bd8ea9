import trio

from plainlog import log


class Pool:
    """A worker for each customer who has orders, and no others."""

    def __init__(self, nursery: trio.Nursery) -> None:
        self._nursery = nursery
        self._queues: dict[str, trio.MemorySendChannel[int]] = {}

    def submit(self, customer: str, number: int) -> None:
        """Raise `WouldBlock` if there is no room for the order."""
        if customer not in self._queues:  # [1:4]
            send, orders = trio.open_memory_channel[int](10)
            self._queues[customer] = send
            self._nursery.start_soon(self._work, customer, orders)
        self._queues[customer].send_nowait(number)  # [2]

    async def _work(
        self, customer: str, orders: trio.MemoryReceiveChannel[int]
    ) -> None:
        while True:
            try:
                with trio.fail_after(0.03):  # [3:2]
                    number = await orders.receive()
            except trio.TooSlowError:
                if orders.statistics().current_buffer_used:  # [4]
                    continue
                del self._queues[customer]
                log.info("nothing to do", customer=customer)
                return
            await trio.sleep(0.01)
            log.info("done", customer=customer, order=number)


async def main() -> None:
    async with trio.open_nursery() as nursery:  # [6]
        pool = Pool(nursery)
        pool.submit("ann", 1)
        await trio.sleep(0.005)
        pool.submit("bob", 1)
        await trio.sleep(0.02)
        pool.submit("ann", 2)
        await trio.sleep(0.05)
        pool.submit("ann", 3)  # [5]


if __name__ == "__main__":
    trio.run(main)
