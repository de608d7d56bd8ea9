import trio

from plainlog import log


class Printer:
    # [1:1]
    """Prints in a task of whoever has a nursery: `await nursery.start(it.serve)`."""

    def __init__(self) -> None:
        self._send, self._receive = trio.open_memory_channel[str](10)

    async def serve(
        self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
    ) -> None:
        await trio.sleep(0.01)
        task_status.started()  # It is warm: here `nursery.start` returns.  # [2]
        async for job in self._receive:  # [3:3]
            await trio.sleep(0.02)
            log.info("printed", job=job)
        log.info("the printer is off")

    async def print(self, job: str) -> None:
        await self._send.send(job)

    def close(self) -> None:
        """Let the printer finish what it has. The nursery waits until it has."""
        self._send.close()  # [4]


async def main() -> None:
    printer = Printer()
    async with trio.open_nursery() as nursery:  # [5]
        await nursery.start(printer.serve)
        log.info("the printer is warm")
        await printer.print("letter")
        await printer.print("invoice")
        log.info("all is handed in")
        printer.close()
    log.info("main returns")


if __name__ == "__main__":
    trio.run(main)
