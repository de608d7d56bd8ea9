import trio

from plainlog import log


async def handle() -> None:
    await trio.lowlevel.checkpoint()
    log.info("handled")


async def main() -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(handle)
        nursery.start_soon(trio.sleep, 0.1)
    log.info("the server goes on")


if __name__ == "__main__":
    trio.run(main)
