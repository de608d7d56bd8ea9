import trio

from plainlog import log


class Worker:
    def __init__(self, jobs: trio.MemoryReceiveChannel[str]) -> None:  # [1:2]
        self._jobs = jobs  # Without a channel there is no worker.

    async def run(self) -> None:
        async for job in self._jobs:  # [2]
            log.info("got a job", job=job)


async def main() -> None:
    send, jobs = trio.open_memory_channel[str](1)  # [3]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(Worker(jobs).run)  # [3]
        with send:
            await send.send("sweep the floor")


if __name__ == "__main__":
    trio.run(main)
