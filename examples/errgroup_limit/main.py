import trio

from plainlog import log


async def fetch(page: int, takes: float, places: trio.Semaphore) -> None:
    try:
        log.info("fetching", page=page)
        await trio.sleep(takes)  # [4]
        log.info("fetched", page=page)
    finally:  # [1:2]
        places.release()


async def main() -> None:
    places = trio.Semaphore(2)  # [1]
    async with trio.open_nursery() as nursery:  # [3]
        for page, takes in enumerate([0.01, 0.025, 0.03, 0.02]):
            # Before the start, or all four tasks would be there, and wait.
            await places.acquire()  # [2:2]
            nursery.start_soon(fetch, page, takes, places)
        log.info("all are started")
    log.info("all are fetched")


if __name__ == "__main__":
    trio.run(main)
