"""Checks of arguments: wrong use is a clear error at the call, before anything starts.

Each error names the argument, what was given, and what is allowed.
"""

from __future__ import annotations

from collections.abc import Coroutine


def check_count(name: str, count: object, *, least: int) -> None:
    """Raise unless ``count`` is an integer of at least ``least``."""
    # True is an int to Python, but nobody means "one at a time" by `limit=True`.
    if not isinstance(count, int) or isinstance(count, bool):
        raise TypeError(f"{name} must be an int of at least {least}, not {count!r}")
    if count < least:
        raise ValueError(f"{name} must be at least {least}, not {count}")


def check_async_fn(name: str, async_fn: object) -> None:
    """Raise unless ``async_fn`` can be called."""
    if isinstance(async_fn, Coroutine):
        async_fn.close()  # or Python warns as well that it was never awaited
        raise TypeError(
            f"{name} must be an async function, not a coroutine object: "
            "pass the function and its arguments, do not call it"
        )
    if not callable(async_fn):
        raise TypeError(f"{name} must be an async function, not {async_fn!r}")
