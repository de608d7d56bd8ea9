import heapq

import trio

from plainlog import log


class Queue:
    """Gives the most urgent job, and waits while there is none."""

    def __init__(self) -> None:
        self._jobs: list[tuple[int, int, str]] = []  # [1]
        self._put = 0
        self._there = trio.Semaphore(0)  # [2]

    def put(self, priority: int, name: str) -> None:  # [3:4]
        self._put += 1  # Keeps equals in their order.
        heapq.heappush(self._jobs, (priority, self._put, name))
        self._there.release()

    async def get(self) -> str:  # [4:3]
        await self._there.acquire()
        return heapq.heappop(self._jobs)[-1]


async def work(queue: Queue) -> None:
    for _ in range(4):
        log.info("working", job=await queue.get())
        await trio.sleep(0.02)


async def main() -> None:
    queue = Queue()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(work, queue)

        await trio.sleep(0.01)
        queue.put(3, "tidy up")
        await trio.sleep(0.01)
        queue.put(2, "write a letter")  # [5:3]
        queue.put(1, "put out the fire")
        queue.put(2, "write another")


if __name__ == "__main__":
    trio.run(main)
