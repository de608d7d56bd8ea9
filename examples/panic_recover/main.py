import trio

from plainlog import log

prices = [3, 5]


async def handle(item: int) -> None:
    # Caught in the task itself, so that it does not cancel its siblings.
    try:
        await trio.sleep((item + 1) * 0.01)
        log.info("answered", item=item, price=prices[item])  # [2]
    except IndexError:  # [1:2]
        log.error("this request failed", item=item)


async def main() -> None:
    async with trio.open_nursery() as nursery:
        for item in 0, 2, 1:
            nursery.start_soon(handle, item)
    log.info("the server goes on")  # [3]


if __name__ == "__main__":
    trio.run(main)
