import trio

from plainlog import log


async def write_page(page: int) -> None:
    """Is not cut in the middle: a page is written whole, or not at all."""
    with trio.CancelScope(shield=True):
        await trio.sleep(0.01)
        log.info("written", page=page)


def out_of_time() -> bool:  # [1:3]
    """Tell whether the next checkpoint would raise, whichever scope is the reason."""
    return trio.current_effective_deadline() <= trio.current_time()


async def write_book() -> bool:
    for page in range(5):
        if out_of_time():  # [1:2]
            return False
        await write_page(page)  # [2]
    return True


async def main() -> None:
    with trio.move_on_after(0.025):  # [3]
        if not await write_book():  # [4:2]
            log.info("out of time")


if __name__ == "__main__":
    trio.run(main)
