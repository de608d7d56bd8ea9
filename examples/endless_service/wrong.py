import trio

from plainlog import log


async def heartbeat() -> None:  # [1:4]
    while True:
        log.info("still here")
        await trio.sleep(10)


async def work() -> None:
    async with trio.open_nursery() as nursery:  # [2:2]
        nursery.start_soon(heartbeat)
        await trio.sleep(0.05)
        log.info("the work is done")
    # The block waits for all its tasks, and one of them never ends.  # [3]


async def main() -> None:
    await work()
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
