# trio-util brings types for mypy, and not all that pyright's strict mode asks for.
# pyright: basic
import trio
from trio_util import AsyncValue

from plainlog import log


async def show(progress: AsyncValue[int]) -> None:  # [1:4]
    async for percent in progress.eventual_values(lambda percent: percent > 0):
        log.info("shown", percent=percent)
        await trio.sleep(0.022)


async def main() -> None:
    progress = AsyncValue(0)  # [2]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(show, progress)

        for percent in range(10, 80, 10):
            progress.value = percent  # [3]
            await trio.sleep(0.01)
        await trio.sleep(0.03)
        nursery.cancel_scope.cancel(reason="all is done")


if __name__ == "__main__":
    trio.run(main)
