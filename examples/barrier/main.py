import trio

from plainlog import log


class Latch:
    """Is open when it has been counted down; `wait` waits for that."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._opened = trio.Event()

    def count_down(self) -> None:
        self._count -= 1
        if self._count == 0:
            self._opened.set()

    async def wait(self) -> None:
        await self._opened.wait()


async def worker(name: str, warm_up: float, ready: Latch, start: trio.Event) -> None:
    await trio.sleep(warm_up)
    log.info("ready", runner=name)
    ready.count_down()  # [2]
    await start.wait()  # [3]
    log.info("running", runner=name)


async def main() -> None:
    ready, start = Latch(3), trio.Event()  # [1]
    async with trio.open_nursery() as nursery:
        for number, name in enumerate(["ann", "bob", "cyd"], start=1):
            nursery.start_soon(worker, name, number * 0.01, ready, start)

        await ready.wait()  # [4]
        log.info("all are ready")
        await trio.sleep(0.02)
        start.set()  # [5]


if __name__ == "__main__":
    trio.run(main)
