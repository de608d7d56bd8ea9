"""What a type checker makes of `RWLock`; never run."""

from __future__ import annotations

from typing import assert_type

import trio

from trio_patterns.rwlock import RWLock, RWLockStatistics


async def check_lock(lock: RWLock) -> None:
    assert_type(await lock.acquire_read(), None)
    assert_type(await lock.acquire_write(), None)
    assert_type(lock.acquire_read_nowait(), None)
    assert_type(lock.acquire_write_nowait(), None)
    assert_type(lock.release_read(), None)
    assert_type(lock.release_write(), None)
    statistics = lock.statistics()
    assert_type(statistics, RWLockStatistics)
    assert_type(statistics.writer, trio.lowlevel.Task | None)
    assert_type(statistics.readers, tuple[trio.lowlevel.Task, ...])
    assert_type(statistics.readers_waiting, int)
    statistics.readers_waiting = 1  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


async def check_that_no_error_is_swallowed(lock: RWLock) -> int:
    async with lock.read_locked() as nothing:
        assert_type(nothing, None)
    async with lock.write_locked():
        return 1
