"""What a type checker makes of `WeightedSemaphore`; never run."""

from __future__ import annotations

from typing import assert_type

from trio_patterns.semaphores import WeightedSemaphore, WeightedSemaphoreStatistics


async def check_semaphore(semaphore: WeightedSemaphore) -> None:
    assert_type(await semaphore.acquire(), None)
    assert_type(semaphore.acquire_nowait(weight=2), None)
    assert_type(semaphore.release(2), None)
    async with semaphore.hold(2) as nothing:
        assert_type(nothing, None)
    assert_type(semaphore.statistics(), WeightedSemaphoreStatistics)
    assert_type(semaphore.statistics().available, int)
    await semaphore.acquire(0.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def check_that_hold_swallows_no_error(semaphore: WeightedSemaphore) -> int:
    async with semaphore.hold():
        return 1
