"""What a type checker makes of `Once` and `once_value`; never run."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, assert_type

from trio_patterns.once import Once, once_value


async def int_fn() -> int:
    return 1


async def repeat(text: str, times: int) -> str:
    return text * times


@once_value
async def decorated() -> int:
    return 1


async def check_once(once: Once[str]) -> None:
    assert_type(await once.do(repeat, "a", 2), str)
    assert_type(once.done, bool)
    assert_type(await Once[int]().do(int_fn), int)
    await once.do(repeat, "a", "b")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await once.do(int_fn)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    once.done = True  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


async def check_once_value() -> None:
    assert_type(decorated, Callable[[], Coroutine[Any, Any, int]])
    assert_type(await decorated(), int)
    assert_type(await once_value(int_fn)(), int)
    once_value(repeat)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
