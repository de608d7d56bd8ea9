import trio

from plainlog import log


async def write_page(page: int) -> None:
    """Is not cut in the middle: a page is written whole, or not at all."""
    with trio.CancelScope(shield=True):
        await trio.sleep(0.01)
        log.info("written", page=page)


async def write_book() -> None:
    for page in range(5):
        await trio.lowlevel.checkpoint()  # [1]
        await write_page(page)  # [2]


async def main() -> None:
    with trio.move_on_after(0.025) as scope:  # [3]
        await write_book()
    if scope.cancelled_caught:  # [4:2]
        log.info("out of time")


if __name__ == "__main__":
    trio.run(main)
