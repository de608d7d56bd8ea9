import trio

from plainlog import log
from trio_patterns import select, send


async def worker(
    name: str, start: float, work: float, jobs: trio.MemoryReceiveChannel[int]
) -> None:
    with jobs:
        await trio.sleep(start)
        async for job in jobs:
            log.info("working", worker=name, job=job)
            await trio.sleep(work)


async def main() -> None:
    left, left_jobs = trio.open_memory_channel[int](0)  # [1:2]
    right, right_jobs = trio.open_memory_channel[int](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker, "left", 0.005, 0.02, left_jobs)  # [2:2]
        nursery.start_soon(worker, "right", 0.01, 0.03, right_jobs)

        with left, right:  # [4]
            for job in range(5):
                # To whoever is free first.
                await select(send(left, job), send(right, job))  # [3]


if __name__ == "__main__":
    trio.run(main)
