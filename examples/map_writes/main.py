from collections import Counter

import trio

from plainlog import log


async def main() -> None:
    hits = Counter[int]()  # [1]

    async def count() -> None:
        for n in range(1_000):
            await trio.lowlevel.checkpoint()  # [2]
            hits[n % 4] += 1  # [3]

    async with trio.open_nursery() as nursery:
        for _ in range(2):
            nursery.start_soon(count)
    log.info("counted", pages=len(hits), hits=hits.total())  # [4]


if __name__ == "__main__":
    trio.run(main)
