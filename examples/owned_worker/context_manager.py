from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio

from plainlog import log


class Printer:
    def __init__(self, jobs: trio.MemorySendChannel[str]) -> None:
        self._jobs = jobs

    async def print(self, job: str) -> None:
        await self._jobs.send(job)


@asynccontextmanager
async def open_printer() -> AsyncGenerator[Printer]:
    """Give a warm printer; at the end of the block let it finish what it has.

    If the block is cancelled or fails, so is the printer.
    """
    send, receive = trio.open_memory_channel[str](10)

    async def serve(task_status: trio.TaskStatus[None]) -> None:
        await trio.sleep(0.01)
        task_status.started()  # [2]
        async for job in receive:  # [3:3]
            await trio.sleep(0.02)
            log.info("printed", job=job)
        log.info("the printer is off")

    async with trio.open_nursery() as nursery:
        await nursery.start(serve)  # [1]
        async with send:  # [4]
            yield Printer(send)


async def main() -> None:
    async with open_printer() as printer:  # [5]
        log.info("the printer is warm")
        await printer.print("letter")
        await printer.print("invoice")
        log.info("all is handed in")
    log.info("main returns")


if __name__ == "__main__":
    trio.run(main)
