import trio

from plainlog import log


async def handle() -> None:  # [2:3]
    await trio.lowlevel.checkpoint()
    log.info("handled")


async def main() -> None:
    async with trio.open_nursery() as nursery:  # [3]
        nursery.start_soon(handle)  # [1]
        nursery.start_soon(trio.sleep, 0.1)
    log.info("the server goes on")  # [3]


if __name__ == "__main__":
    trio.run(main)
