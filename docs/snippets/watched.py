"""A lost update, and `watch`, which names its three places."""

from __future__ import annotations

import trio

from trio_patterns.testing import LostUpdateError, run, watch


# show
async def count_to_two() -> None:
    totals = watch({"visits": 0})

    async def visit() -> None:
        before = totals["visits"]
        await trio.lowlevel.checkpoint()
        totals["visits"] = before + 1

    async with trio.open_nursery() as nursery:
        nursery.start_soon(visit, name="first")
        nursery.start_soon(visit, name="second")


def main() -> None:
    try:
        run(count_to_two)
    except* LostUpdateError as group:
        print(group.exceptions[0])


# end


if __name__ == "__main__":
    main()
