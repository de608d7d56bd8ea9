import trio

from plainlog import log


class Heart:
    """Beats in a task of the nursery that it is given, from `start` to `stop`."""

    def __init__(self, nursery: trio.Nursery) -> None:
        self._nursery = nursery
        self._stopped = False

    def start(self) -> None:
        self._stopped = False
        self._nursery.start_soon(self._run)

    async def _run(self) -> None:
        while not self._stopped:
            await trio.sleep(0.01)
            log.info("beat")
        log.info("the heart has stopped")

    async def stop(self) -> None:
        self._stopped = True


async def main() -> None:
    async with trio.open_nursery() as nursery:
        heart = Heart(nursery)
        for _ in range(2):
            heart.start()
            await trio.sleep(0.025)
            await heart.stop()
            log.info("silence")


if __name__ == "__main__":
    trio.run(main)
