import trio

from plainlog import log


async def main() -> None:
    lock = trio.Lock()

    async def work() -> None:
        async with lock:  # [1]
            log.info("at work")

    async with trio.open_nursery() as nursery:  # [3]
        log.info("starting")
        nursery.start_soon(work)  # [2]
    log.info("all done", locked=lock.locked())  # [3]


if __name__ == "__main__":
    trio.run(main)
