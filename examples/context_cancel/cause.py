import trio

from plainlog import log


async def worker() -> None:
    try:
        await trio.sleep_forever()
    except trio.Cancelled as cancelled:  # [2:3]
        log.info("the worker stops", why=cancelled.reason)
        raise


async def main() -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker)
        await trio.sleep(0.01)
        nursery.cancel_scope.cancel(reason="the user has left")  # [1]
        # Too late: the first reason stays.
        nursery.cancel_scope.cancel(reason="the building is on fire")  # [3]


if __name__ == "__main__":
    trio.run(main)
