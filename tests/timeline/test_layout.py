from __future__ import annotations

from typing import TYPE_CHECKING

import trio

from trio_patterns.timeline._layout import Layout

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from trio_patterns.timeline import Timeline

    Program = Callable[[], Awaitable[object]]
    Recorded = Callable[[Program], Timeline]


def test_boxes_lie_within_boxes_and_around_their_lanes(recorded: Recorded) -> None:
    async def inner() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 1)
            nursery.start_soon(trio.sleep, 2)
        await trio.sleep(1)

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(inner)
            nursery.start_soon(trio.sleep, 5)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 1)

    layout = Layout(recorded(main).recording)
    outer, nested, second = layout.boxes
    assert outer.top < nested.top < nested.bottom < outer.bottom <= second.top
    assert outer.left == nested.left < nested.right < outer.right < second.right
    for box in layout.boxes:
        for lane in layout.lanes:
            if lane.task.number in box.nursery.children:
                assert box.top < lane.middle < box.bottom
                assert box.left < lane.start <= lane.end < box.right
    assert second.bottom > layout.lanes[-1].middle + layout.pitch / 2
    middles = [lane.middle for lane in layout.lanes]
    assert middles == sorted(middles)
    assert [lane.depth for lane in layout.lanes] == [0, 1, 2, 2, 1, 1]


def test_one_that_cancels_many_has_two_arrows(recorded: Recorded) -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            for _ in range(20):
                nursery.start_soon(trio.sleep_forever)
            await trio.sleep(1)
            nursery.cancel_scope.cancel()

    arrows = Layout(recorded(main).recording).arrows
    assert [arrow.receiver.task.number for arrow in arrows] == [1, 20]
