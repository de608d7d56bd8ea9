import trio

from plainlog import log


class Worker:
    def __init__(self, jobs: trio.MemoryReceiveChannel[str]) -> None:
        self._jobs = jobs  # Without a channel there is no worker.

    async def run(self) -> None:
        async for job in self._jobs:
            log.info("got a job", job=job)


async def main() -> None:
    send, jobs = trio.open_memory_channel[str](1)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(Worker(jobs).run)
        with send:
            await send.send("sweep the floor")


if __name__ == "__main__":
    trio.run(main)
