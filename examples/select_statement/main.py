import trio

from plainlog import log


async def worker(
    name: str, start: float, work: float, jobs: trio.MemoryReceiveChannel[int]
) -> None:
    with jobs:
        await trio.sleep(start)
        async for job in jobs:
            log.info("working", worker=name, job=job)
            await trio.sleep(work)


async def main() -> None:
    # One channel that both receive from: who is free first takes the job.
    send, receive = trio.open_memory_channel[int](0)  # [1]
    async with trio.open_nursery() as nursery:
        with receive:
            nursery.start_soon(worker, "left", 0.005, 0.02, receive.clone())  # [2:2]
            nursery.start_soon(worker, "right", 0.01, 0.03, receive.clone())

        with send:  # [4]
            for job in range(5):
                await send.send(job)  # [3]


if __name__ == "__main__":
    trio.run(main)
