"""Two locks in opposite order, and the report of the detector."""

from __future__ import annotations

import trio

from trio_patterns.testing import DeadlockError, deadlock_detector, run


# show
async def transfer(first: trio.Lock, second: trio.Lock) -> None:
    async with first:
        await trio.sleep(1)
        async with second:
            pass


async def two_transfers() -> None:
    here, there = trio.Lock(), trio.Lock()
    async with deadlock_detector(), trio.open_nursery() as nursery:
        nursery.start_soon(transfer, here, there, name="left to right")
        nursery.start_soon(transfer, there, here, name="right to left")


def main() -> None:
    try:
        run(two_transfers)
    except DeadlockError as error:
        print(error)


# end


if __name__ == "__main__":
    main()
