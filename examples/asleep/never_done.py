import trio

from plainlog import log

prices = [3, 5]


async def work(item: int) -> None:
    await trio.lowlevel.checkpoint()
    try:
        log.info("got a price", price=prices[item])  # [1]
    except IndexError as error:  # [2:2]
        log.error("an error occurred", error=error)


async def main() -> None:
    async with trio.open_nursery() as nursery:  # [4]
        nursery.start_soon(work, 2)  # [3]
        log.info("waiting")
    # A task that has ended is done, whatever it did or left undone.
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
