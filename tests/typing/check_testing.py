"""What a type checker knows about `trio_patterns.testing`; nothing here is run."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import assert_type

from trio_patterns.testing import (
    DeadlockError,
    Exploration,
    LostUpdateError,
    TaskWait,
    cancel_everywhere,
    deadlock_detector,
    dump_tasks,
    explore,
    run,
    watch,
)
from trio_patterns.timeline import Timeline


async def add(number: int, text: str) -> bytes:
    return text.encode() * number


async def nothing() -> None: ...


def check_run() -> None:
    assert_type(run(add, 1, "a"), bytes)
    assert_type(run(add, 1, "a", seed=3), bytes)
    assert_type(run(nothing, instruments=[Timeline()]), None)
    assert_type(run(nothing), None)
    run(add, "a", 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def check_explore() -> None:
    assert_type(explore(nothing, schedules=5, seed=1), Exploration)
    assert_type(explore(nothing).complete, bool)
    explore(add)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    cancel_everywhere(nothing, check=lambda: None)
    cancel_everywhere(add)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def check_watch(totals: dict[str, int]) -> None:
    assert_type(watch(totals), dict[str, int])


def check_errors(deadlock: DeadlockError, lost: LostUpdateError) -> None:
    assert_type(deadlock.tasks, tuple[TaskWait, ...])
    assert_type(deadlock.cycle, tuple[str, ...])
    assert_type(lost.read.line, int)


def check_others() -> None:
    assert_type(deadlock_detector(partial=True), AbstractAsyncContextManager[None])
    assert_type(dump_tasks(), str)
