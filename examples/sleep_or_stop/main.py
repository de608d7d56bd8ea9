import trio

from plainlog import log


async def poll() -> None:  # [1]
    while True:
        log.info("looking for mail")  # [2]
        await trio.sleep(0.03)  # [3]


async def main() -> None:
    async with trio.open_nursery() as nursery:  # [1]
        nursery.start_soon(poll)

        await trio.sleep(0.07)
        nursery.cancel_scope.cancel(reason="enough")  # [4]
    log.info("stopped")  # [4]


if __name__ == "__main__":
    trio.run(main)
