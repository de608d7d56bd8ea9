import trio

from plainlog import log


async def worker() -> None:
    try:
        while True:
            await trio.sleep(0.01)
            log.info("working")
    finally:
        log.info("the worker stops")


async def main() -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker)
        await trio.sleep(0.035)
        nursery.cancel_scope.cancel(reason="worked enough")
    log.info("all is over")


if __name__ == "__main__":
    trio.run(main)
