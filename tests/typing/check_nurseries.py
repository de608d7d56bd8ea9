"""What a type checker makes of `gather` and `open_limited_nursery`; never run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, assert_type

import trio

from trio_patterns.nurseries import (
    LimitedNursery,
    LimitedNurseryStatistics,
    gather,
    open_limited_nursery,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


async def int_fn() -> int:
    return 1


async def str_fn() -> str:
    return "one"


async def double(number: int) -> float:
    return 2.0 * number


async def check_gather(several: list[Callable[[], Awaitable[int]]]) -> None:
    assert_type(await gather(), tuple[()])
    assert_type(await gather(int_fn), tuple[int])
    assert_type(await gather(int_fn, str_fn), tuple[int, str])
    assert_type(await gather(int_fn, str_fn, limit=1), tuple[int, str])
    assert_type(await gather(int_fn, str_fn, int_fn), tuple[int, str, int])
    assert_type(await gather(str_fn, str_fn, int_fn, int_fn), tuple[str, str, int, int])
    assert_type(
        await gather(int_fn, str_fn, int_fn, str_fn, int_fn),
        tuple[int, str, int, str, int],
    )
    assert_type(
        await gather(int_fn, str_fn, int_fn, str_fn, int_fn, str_fn, limit=2),
        tuple[int, str, int, str, int, str],
    )
    assert_type(
        await gather(int_fn, int_fn, int_fn, int_fn, int_fn, int_fn, int_fn),
        tuple[int, ...],
    )
    assert_type(await gather(*several), tuple[int, ...])
    assert_type(await gather(*several, limit=3), tuple[int, ...])
    assert_type(await gather(*several, limit=None), tuple[int, ...])
    assert_type(await gather(partial(double, 1), str_fn), tuple[float, str])
    assert_type(await gather(lambda: double(1), str_fn), tuple[float, str])


async def check_limited_nursery() -> None:
    async with open_limited_nursery(3) as group:
        assert_type(group, LimitedNursery)
        assert_type(group.cancel_scope, trio.CancelScope)
        assert_type(group.statistics(), LimitedNurseryStatistics)
        assert_type(await group.spawn(double, 1), None)
        assert_type(group.spawn_nowait(double, 1, name="one"), None)
        await group.spawn(double, "1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        group.spawn_nowait(double)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
