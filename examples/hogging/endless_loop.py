import time

import trio

from plainlog import log


async def search() -> int:
    end = time.monotonic() + 0.4
    steps = 0
    await trio.lowlevel.checkpoint()  # [2]
    while time.monotonic() < end:  # [1:2]
        steps += 1  # Something is computed here, step by step.
    return steps


async def main() -> None:
    turns = 0

    async def polite() -> None:
        nonlocal turns
        while True:
            await trio.sleep(0.01)
            turns += 1

    async with trio.open_nursery() as nursery:
        nursery.start_soon(polite)
        with trio.move_on_after(0.15) as scope:  # [3:3]
            await search()
        log.info("searched", gave_up=scope.cancelled_caught, turns_of_others=turns)
        nursery.cancel_scope.cancel(reason="the search is over")


if __name__ == "__main__":
    trio.run(main)
