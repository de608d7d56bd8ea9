"""Workers that get jobs until the time is over, and finish what they have in hand."""

from itertools import count

import trio

from plainlog import log

DURATION = 0.07


async def work(jobs: trio.MemoryReceiveChannel[int]) -> None:
    async for number in jobs:  # [1]
        await trio.sleep(0.03)
        log.info("done", request=number)


async def main() -> None:
    send, jobs = trio.open_memory_channel[int](0)  # [2]
    async with trio.open_nursery() as workers:
        for _ in range(2):
            workers.start_soon(work, jobs)

        with send, trio.move_on_after(DURATION):  # [3]
            for number in count(1):
                await send.send(number)
        log.info("the time is over")  # [4]
    log.info("all are done")


if __name__ == "__main__":
    trio.run(main)
