import trio

from plainlog import log
from trio_patterns import open_limited_nursery


async def fetch(page: int, takes: float) -> None:
    await trio.sleep(takes)
    log.info("fetched", page=page)


async def main() -> None:
    async with open_limited_nursery(2) as group:  # [1]
        for page, takes in enumerate([0.03, 0.05, 0.01, 0.02]):
            try:
                group.spawn_nowait(fetch, page, takes)  # [2]
            except trio.WouldBlock:  # [3:2]
                log.info("refused", page=page)
            await trio.sleep(0.012)
    log.info("all are fetched")


if __name__ == "__main__":
    trio.run(main)
