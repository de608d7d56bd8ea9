"""Halves and clones of one channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import trio
import trio.testing

from tests.selection.support import channels, waiting
from trio_patterns.selection import recv, select
from trio_patterns.selection._channels import group_by_channel

if TYPE_CHECKING:
    import pytest


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


async def test_finding_the_halves_of_many_channels_takes_few_clones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """For n channels n times a logarithm, not n times n."""
    count = 0
    receive_channel: Any = trio.MemoryReceiveChannel
    original = receive_channel.clone

    def clone(self: Any) -> Any:
        nonlocal count
        count += 1
        return original(self)

    pairs = [trio.open_memory_channel[int](0) for _ in range(64)]
    firsts = [(2 * i, recv(r)) for i, (_, r) in enumerate(pairs)]
    seconds = [(2 * i + 1, recv(r.clone())) for i, (_, r) in enumerate(pairs)]
    monkeypatch.setattr(receive_channel, "clone", clone)
    groups = group_by_channel(firsts + seconds[::-1])
    assert sorted([sorted(index for index, _ in group) for group in groups]) == [
        [2 * i, 2 * i + 1] for i in range(64)
    ]
    assert count < 64 * 8
