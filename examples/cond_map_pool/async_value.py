# trio-util brings types for mypy, and not all that pyright's strict mode asks for.
# pyright: basic
import trio
from trio_util import AsyncValue

from plainlog import log


async def watch(progress: AsyncValue[int], wanted: int) -> None:
    reached = await progress.wait_value(lambda percent: percent >= wanted)  # [3]
    log.info("far enough", wanted=wanted, reached=reached)


async def main() -> None:
    progress = AsyncValue(0)  # [1]
    async with trio.open_nursery() as nursery:
        for wanted in 50, 90:
            nursery.start_soon(watch, progress, wanted)
        for percent in 30, 60, 100:
            await trio.sleep(0.01)
            progress.value = percent  # [4]


if __name__ == "__main__":
    trio.run(main)
