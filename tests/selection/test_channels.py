"""Halves and clones of one channel."""

from __future__ import annotations

from typing import Any

import trio
import trio.testing

from tests.selection.support import channels, waiting
from trio_patterns.selection import (
    recv,
    select,
)


async def test_halves_of_one_channel_among_many_others() -> None:
    """Clones of the first, the middle and the last channel."""
    ends = channels(9)
    receives = [r for _, r in ends]
    clones = [receives[index].clone() for index in (0, 4, 8)]
    got: list[Any] = []

    async def one() -> None:
        got.append(await select(*map(recv, [*receives, *clones])))

    for at in 0, 4, 8:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(one)
            await trio.testing.wait_all_tasks_blocked()
            # One helper for each channel, so none is there twice.
            assert [waiting(r) for r in receives] == [1] * 9
            ends[at][0].send_nowait("value")
            await trio.testing.wait_all_tasks_blocked()
            assert [waiting(r) for r in receives] == [0] * 9
        index, value = got.pop()
        assert index in (at, 9 + [0, 4, 8].index(at))
        assert value == "value"
