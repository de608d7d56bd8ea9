from collections.abc import Awaitable, Callable
from functools import partial

import trio
import trio_parallel  # pyright: ignore[reportMissingTypeStubs]

from overlap.primes import PARTS, count
from plainlog import log
from trio_patterns import gather


async def in_a_task(part: int) -> int:
    await trio.lowlevel.checkpoint()
    return count(part)


async def in_a_thread(part: int) -> int:
    return await trio.to_thread.run_sync(count, part)


async def in_a_process(part: int) -> int:
    # It has types, and does not say so.
    found: int = await trio_parallel.run_sync(  # pyright: ignore[reportUnknownMemberType]
        count, part
    )
    return found


async def count_all(how: str, count_part: Callable[[int], Awaitable[int]]) -> None:
    start = trio.current_time()
    calls = [partial(count_part, part) for part in range(PARTS)]
    found = sum(await gather(*calls, limit=2))  # [2:2]
    ms = int(1000 * (trio.current_time() - start))
    log.info("counted the primes", how=how, found=found, ms=ms)


async def main() -> None:
    await gather(*[partial(in_a_process, part) for part in range(2)])  # they start
    await count_all("tasks", in_a_task)  # [1:3]
    await count_all("threads", in_a_thread)
    await count_all("processes", in_a_process)


if __name__ == "__main__":
    trio.run(main)
