import trio

from plainlog import log


async def work() -> None:  # [1:3]
    await trio.sleep(0.01)
    log.info("the work is done")


async def main() -> None:
    async with trio.open_nursery() as nursery:  # [3]
        nursery.start_soon(work)  # [2]
        log.info("the work has started")
        # The block ends when its tasks have ended.  # [3:2]
    log.info("main returns")


if __name__ == "__main__":
    trio.run(main)
