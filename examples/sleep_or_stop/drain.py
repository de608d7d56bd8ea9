"""A worker that polls: told to stop, it wakes, empties the queue, and ends."""

from collections import deque

import trio

from plainlog import log


async def work(queue: deque[str], stop: trio.Event) -> None:
    while True:
        stopping = stop.is_set()
        while queue:  # [1:5]
            job = queue[0]
            await trio.sleep(0.01)
            queue.popleft()  # [2]
            log.info("done", job=job)
        if stopping:  # [3:2]
            return

        with trio.move_on_after(0.05):  # [4:2]
            await stop.wait()


async def main() -> None:
    queue: deque[str] = deque()
    stop = trio.Event()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(work, queue, stop)

        for job in "abcde":
            await trio.sleep(0.015)
            queue.append(job)
        log.info("please stop")
        stop.set()  # [5]
    log.info("stopped", left=len(queue))


if __name__ == "__main__":
    trio.run(main)
