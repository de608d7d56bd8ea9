from itertools import count

import trio

from plainlog import log


async def work(jobs: trio.MemoryReceiveChannel[str]) -> None:  # [1:3]
    async for job in jobs:
        log.info("working", job=job)


async def heartbeat(period: float) -> None:  # [2:5]
    start = trio.current_time()  # [4:3]
    for beat in count(1):
        await trio.sleep_until(start + beat * period)
        log.info("still alive")


async def main() -> None:
    send, jobs = trio.open_memory_channel[str](0)
    # Two loops that have nothing to do with each other, and a scope to stop both.
    async with trio.open_nursery() as service:
        service.start_soon(work, jobs)
        service.start_soon(heartbeat, 0.02)

        for job in ("sweep", "mop", "dust"):
            await trio.sleep(0.015)
            await send.send(job)
        await trio.sleep(0.02)
        service.cancel_scope.cancel(reason="the work is done")  # [3]
    log.info("stopped")


if __name__ == "__main__":
    trio.run(main)
