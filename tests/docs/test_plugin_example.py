"""The example of the pytest plugin on the testing page."""

from __future__ import annotations

import pytest
import trio


# show
@pytest.mark.schedules(50)
async def test_a_seat_is_sold_once() -> None:
    seats, sold = 1, 0

    async def sell() -> None:
        nonlocal seats, sold
        await trio.lowlevel.checkpoint()  # ask the bank first, then look
        if seats > 0:
            seats -= 1
            sold += 1

    async with trio.open_nursery() as nursery:
        nursery.start_soon(sell)
        nursery.start_soon(sell)
    assert sold == 1


# end
