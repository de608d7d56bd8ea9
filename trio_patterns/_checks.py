"""Checks of arguments: wrong use is a clear error at the call, before anything starts.

Each error names the argument, what was given, and what is allowed.
"""

from __future__ import annotations

import math
from collections.abc import Coroutine


def check_count(name: str, count: object, *, least: int) -> None:
    """Raise unless ``count`` is an integer of at least ``least``."""
    # True is an int to Python, but nobody means "one at a time" by `limit=True`.
    if not isinstance(count, int) or isinstance(count, bool):
        raise TypeError(f"{name} must be an int of at least {least}, not {count!r}")
    if count < least:
        raise ValueError(f"{name} must be at least {least}, not {count}")


def check_buffer(buffer: object) -> None:
    """Raise unless ``buffer`` is the size of a channel: 0 or more, or `math.inf`."""
    if buffer != math.inf:
        check_count("buffer", buffer, least=0)


def check_async_fn(name: str, async_fn: object) -> None:
    """Raise unless ``async_fn`` can be called."""
    if callable(async_fn):
        return
    if isinstance(async_fn, Coroutine):
        async_fn.close()  # else Python warns, too, that it was never awaited
        raise TypeError(
            f"{name} must be an async function, not a coroutine object: "
            "pass the function, do not call it"
        )
    raise TypeError(f"{name} must be an async function, not {async_fn!r}")


def check_async_fns(async_fns: tuple[object, ...]) -> None:
    """Raise unless all of ``async_fns`` can be called."""
    for index, async_fn in enumerate(async_fns):
        if not callable(async_fn):
            check_async_fn(f"async_fns[{index}]", async_fn)


def check_seconds(name: str, seconds: object) -> None:
    """Raise unless ``seconds`` is a number of seconds, 0 or more."""
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool):
        raise TypeError(f"{name} must be a number of seconds, not {seconds!r}")
    if not seconds >= 0:  # so that NaN is refused as well
        raise ValueError(f"{name} must be 0 seconds or more, not {seconds}")
