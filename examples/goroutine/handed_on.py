import trio

from plainlog import log


async def send_receipt() -> None:  # [1:3]
    await trio.sleep(0.01)
    log.info("the receipt is sent")


def buy(background: trio.Nursery) -> None:  # [2]
    """Return before the receipt is sent. The caller's nursery waits for it."""
    background.start_soon(send_receipt)  # [3]
    log.info("bought")


async def main() -> None:
    async with trio.open_nursery() as background:  # [4]
        buy(background)  # [2]
        log.info("back in main")
    log.info("main returns")


if __name__ == "__main__":
    trio.run(main)
