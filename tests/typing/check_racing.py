"""What a type checker makes of `race`, `first_success` and `hedge`; never run."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_type

from trio_patterns.racing import first_success, hedge, race

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


async def int_fn() -> int:
    return 1


async def str_fn() -> str:
    return "one"


async def none_fn() -> None:
    pass


async def check_race(several: list[Callable[[], Awaitable[int]]]) -> None:
    assert_type(await race(int_fn), int)
    assert_type(await race(int_fn, str_fn), int | str)
    assert_type(await race(int_fn, str_fn, none_fn), int | str | None)
    assert_type(await race(int_fn, str_fn, none_fn, int_fn), int | str | None)
    assert_type(await race(int_fn, int_fn, int_fn, int_fn, int_fn), int)
    assert_type(await race(*several), int)


async def check_first_success(several: list[Callable[[], Awaitable[int]]]) -> None:
    assert_type(await first_success(int_fn, int_fn), int)
    assert_type(await first_success(*several), int)
    assert_type(await hedge(str_fn, str_fn, delay=1), str)
    assert_type(await hedge(*several, delay=0.1), int)
    await hedge(str_fn, str_fn)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
