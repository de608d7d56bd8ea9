"""A setting that others wait for: an AsyncValue."""

# trio-util brings types for mypy, and not all that pyright's strict mode asks for.
# pyright: basic

import trio
from trio_util import AsyncValue

from plainlog import log


async def wait_for_twenty(limit: AsyncValue[int]) -> None:
    value = await limit.wait_value(lambda value: value >= 20)  # [3]
    log.info("enough", limit=value)  # [4]


async def main() -> None:
    limit = AsyncValue(10)  # [1]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(wait_for_twenty, limit)
        for value in (15, 25):
            await trio.sleep(0.01)
            log.info("set", limit=value)
            limit.value = value  # [2]


if __name__ == "__main__":
    trio.run(main)
