"""Checks of arguments: wrong use is a clear error at the call, before anything starts.

Each error names the argument, what was given, and what is allowed.
"""

from __future__ import annotations

import inspect
import math
import operator
from collections.abc import Awaitable, Callable, Coroutine
from types import CoroutineType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, TypeVarTuple, cast

import trio

if TYPE_CHECKING:
    from typing import SupportsFloat, SupportsIndex

T = TypeVar("T")
ArgsT = TypeVarTuple("ArgsT")


def check_count(name: str, count: object, *, least: int) -> int:
    """Return ``count`` as an int, whatever integer it is; raise if below ``least``."""
    if type(count) is not int:
        count = _to_int(name, count, least)
    if count < least:
        raise ValueError(f"{name} must be at least {least}, not {count}")
    return count


def _to_int(name: str, count: object, least: int) -> int:
    # True is an int to Python, but nobody means "one at a time" by `limit=True`.
    if not isinstance(count, bool):
        try:
            return operator.index(cast("SupportsIndex", count))
        except TypeError:
            pass
    raise TypeError(f"{name} must be an int of at least {least}, not {count!r}")


def check_buffer(buffer: object) -> float:
    """Return the size of a channel: an int of 0 or more, or `math.inf`."""
    if buffer == math.inf:
        return math.inf
    return check_count("buffer", buffer, least=0)


def check_async_fn(name: str, async_fn: object) -> None:
    """Raise unless ``async_fn`` can be called.

    Whether it is async shows only in what it returns: a lambda may well return a
    coroutine. That is `call_async_fn`'s to check.
    """
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


def call_async_fn(
    async_fn: Callable[[*ArgsT], Awaitable[T]], *args: *ArgsT
) -> Awaitable[T]:
    """Call a function, and return what is to be awaited.

    Raises:
        TypeError: It is no async function.
    """
    awaitable: Any = async_fn(*args)
    # The usual type first: to ask for `Awaitable` takes as long as all the rest.
    if type(awaitable) is CoroutineType or isinstance(awaitable, Awaitable):
        return cast("Awaitable[T]", awaitable)
    raise _not_async(async_fn, awaitable)


@trio.lowlevel.disable_ki_protection
async def call_unprotected(
    async_fn: Callable[[*ArgsT], Awaitable[T]], *args: *ArgsT
) -> T:
    """Call a user's function from code of ours that is protected from Ctrl-C."""
    return await call_async_fn(async_fn, *args)


def _not_async(async_fn: object, returned: object) -> TypeError:
    name = getattr(async_fn, "__qualname__", None) or repr(async_fn)
    if inspect.isasyncgen(returned):
        return TypeError(
            f"an async function is needed, but {name} is an async generator function: "
            "it has a yield"
        )
    return TypeError(
        f"an async function is needed, but {name} appears to be synchronous: "
        f"it returned a {type(returned).__name__}"
    )


def check_seconds(name: str, seconds: object) -> float:
    """Return a number of seconds as a float; raise unless it is 0 or more."""
    number = (
        seconds if type(seconds) is float else to_float(name, seconds, "of seconds")
    )
    if not number >= 0:  # so that NaN is refused as well
        raise ValueError(f"{name} must be 0 seconds or more, not {seconds}")
    return number


def to_float(name: str, number: object, of_what: str) -> float:
    """Return a number, of whatever library, as a float."""
    is_number = hasattr(number, "__float__") or hasattr(number, "__index__")
    if is_number and not isinstance(number, bool):
        try:
            return float(cast("SupportsFloat", number))
        except OverflowError:
            raise ValueError(f"{name} is too large: a float can't hold it") from None
        except TypeError:
            pass
    raise TypeError(f"{name} must be a number {of_what}, not {number!r}")


class NotCopied:
    """Its objects can't be copied or pickled.

    Tasks wait in the original. A copy would share some of its state, and not the rest.
    """

    __slots__ = ()

    def __reduce__(self) -> NoReturn:
        name = type(self).__name__
        raise TypeError(f"a {name} can't be copied or pickled: share the one object")
