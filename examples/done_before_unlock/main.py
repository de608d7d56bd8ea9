import trio

from plainlog import log


async def main() -> None:
    lock = trio.Lock()

    async def work() -> None:
        async with lock:
            log.info("at work")

    async with trio.open_nursery() as nursery:
        log.info("starting")
        nursery.start_soon(work)
    log.info("all done", locked=lock.locked())


if __name__ == "__main__":
    trio.run(main)
