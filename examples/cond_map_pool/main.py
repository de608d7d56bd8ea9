import trio

from plainlog import log


class Progress:
    def __init__(self) -> None:
        self._changed = trio.Condition()  # [1]
        self._percent = 0

    async def set(self, percent: int) -> None:
        async with self._changed:
            self._percent = percent  # [2:2]
            self._changed.notify_all()

    async def wait_for(self, percent: int) -> int:
        async with self._changed:
            while self._percent < percent:  # [3:2]
                await self._changed.wait()
            return self._percent


async def watch(progress: Progress, wanted: int) -> None:
    reached = await progress.wait_for(wanted)
    log.info("far enough", wanted=wanted, reached=reached)


async def main() -> None:
    progress = Progress()
    async with trio.open_nursery() as nursery:
        for wanted in 50, 90:
            nursery.start_soon(watch, progress, wanted)
        for percent in 30, 60, 100:
            await trio.sleep(0.01)
            await progress.set(percent)  # [4]


if __name__ == "__main__":
    trio.run(main)
