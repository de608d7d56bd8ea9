import trio

from plainlog import log
from trio_patterns import open_limited_nursery


async def fetch(page: int, takes: float) -> None:
    log.info("fetching", page=page)
    await trio.sleep(takes)  # [4]
    log.info("fetched", page=page)


async def main() -> None:
    async with open_limited_nursery(2) as group:  # [1]
        for page, takes in enumerate([0.01, 0.025, 0.03, 0.02]):
            await group.spawn(fetch, page, takes)  # [2]
        log.info("all are started")
    log.info("all are fetched")


if __name__ == "__main__":
    trio.run(main)
