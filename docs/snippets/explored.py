"""A bug that shows in one order of the tasks, and `explore`, which finds that order."""

from __future__ import annotations

import trio

from trio_patterns.testing import explore


# show
async def sell_one_seat() -> None:
    seats, sold = 1, 0

    async def sell() -> None:
        nonlocal seats, sold
        if seats > 0:
            await trio.lowlevel.checkpoint()  # ask the customer's bank, say
            seats -= 1
            sold += 1

    async with trio.open_nursery() as nursery:
        nursery.start_soon(sell)
        nursery.start_soon(sell)
    assert sold == 1, f"{sold} tickets for one seat"


def main() -> None:
    try:
        explore(sell_one_seat)
    except AssertionError as error:
        print(error, *error.__notes__, sep="\n")


# end


if __name__ == "__main__":
    main()
