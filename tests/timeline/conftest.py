"""Recordings that the tests of the drawings share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio

from trio_patterns.testing import run
from trio_patterns.timeline import Timeline, record

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Recorded = Callable[[Callable[[], Awaitable[object]]], Timeline]


@pytest.fixture
def recorded() -> Recorded:
    """Runs an async function in one task order, on a clock that jumps; the timeline."""

    def recorded(async_fn: Callable[[], Awaitable[object]]) -> Timeline:
        async def main() -> Timeline:
            with record() as timeline:
                await async_fn()
            return timeline

        return run(main)

    return recorded


@pytest.fixture
def hedged() -> Callable[[], Awaitable[None]]:
    """A hand-over, a deadline, and a cancellation with its reason."""
    return _hedged


async def _hedged() -> None:
    send, receive = trio.open_memory_channel[str](1)

    async def find(place: str, delay: float) -> None:
        await trio.sleep(delay)
        await send.send(f"found in {place}")

    with send, receive:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(find, "Strasbourg", 0.1)
            with trio.move_on_after(0.075):
                await receive.receive()
            nursery.start_soon(find, "Gravelines", 0.2)
            await receive.receive()
            nursery.cancel_scope.cancel(reason="the first answer is enough")
