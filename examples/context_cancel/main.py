import trio

from plainlog import log


async def worker() -> None:
    try:
        while True:
            await trio.sleep(0.01)  # [2:2]
            log.info("working")
    finally:  # [3:2]
        log.info("the worker stops")


async def main() -> None:
    async with trio.open_nursery() as nursery:  # [1]
        nursery.start_soon(worker)
        await trio.sleep(0.035)
        nursery.cancel_scope.cancel(reason="worked enough")  # [4]
    log.info("all is over")  # [5]


if __name__ == "__main__":
    trio.run(main)
