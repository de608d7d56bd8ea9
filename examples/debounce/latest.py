import trio

from plainlog import log


class Progress:
    def __init__(self) -> None:
        self._percent = 0  # [2:2]
        self._changed = trio.Event()

    def set(self, percent: int) -> None:  # [3:3]
        self._percent = percent
        self._changed.set()

    async def show(self) -> None:  # [1:6]
        while True:
            await self._changed.wait()
            self._changed = trio.Event()
            log.info("shown", percent=self._percent)
            await trio.sleep(0.022)


async def main() -> None:
    progress = Progress()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(progress.show)

        for percent in range(10, 80, 10):
            progress.set(percent)  # [3]
            await trio.sleep(0.01)
        await trio.sleep(0.03)
        nursery.cancel_scope.cancel(reason="all is done")


if __name__ == "__main__":
    trio.run(main)
