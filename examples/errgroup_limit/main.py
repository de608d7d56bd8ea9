import trio

from plainlog import log


async def fetch(page: int, takes: float, places: trio.Semaphore) -> None:
    try:
        log.info("fetching", page=page)
        await trio.sleep(takes)
        log.info("fetched", page=page)
    finally:
        places.release()


async def main() -> None:
    places = trio.Semaphore(2)
    async with trio.open_nursery() as nursery:
        for page, takes in enumerate([0.01, 0.025, 0.03, 0.02]):
            # Before the start, or all four tasks would be there, and wait.
            await places.acquire()
            nursery.start_soon(fetch, page, takes, places)
        log.info("all are started")
    log.info("all are fetched")


if __name__ == "__main__":
    trio.run(main)
