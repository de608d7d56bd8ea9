"""`Once` and `once_value`: what is made when first wanted, and kept.

A connection pool is opened by the first task that needs it. It must not be opened
twice, though opening takes a while, and other tasks ask for it meanwhile. If there were
no ``await`` between the check and the creation, a plain ``if`` would do. With one, it
is the same race in Trio as in any other language.
"""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, Generic, TypeVar, TypeVarTuple, final

import trio

from ._checks import NotCopied, call_async_fn, check_async_fn
from .singleflight import SingleFlight

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

ResultT = TypeVar("ResultT")
ArgsT = TypeVarTuple("ArgsT")


@final
class Once(NotCopied, Generic[ResultT]):
    """Run a function once, and give its result to every caller; Go's ``sync.Once``.

    It is a `SingleFlight` that keeps its result: callers that come while the function
    runs share the run, later ones get what it returned.

    Only a result counts. Go's ``Once`` is done even if its function panics, and the
    next caller finds nothing; here the next caller tries again.

    The result is kept as long as the ``Once`` is, and outlives `trio.run`. Use it
    in one run at a time.

    The Go original: https://pkg.go.dev/sync#Once

    Example:
        >>> async def connect(url: str) -> str:
        ...     print("connecting to", url)
        ...     await trio.sleep(1)
        ...     return f"a connection to {url}"
        >>> async def main() -> None:
        ...     once = Once[str]()
        ...     print(await once.do(connect, "db1"))
        ...     print(await once.do(connect, "db1"))
        >>> run(main)
        connecting to db1
        a connection to db1
        a connection to db1
    """

    def __init__(self) -> None:
        self._done = False
        self._result: ResultT
        # Its one key is this object, so an error that names the key names the `Once`.
        self._flight: SingleFlight[Once[ResultT], ResultT] = SingleFlight()

    def __repr__(self) -> str:
        return f"<Once {'done' if self._done else 'not done'} at {id(self):#x}>"

    @property
    def done(self) -> bool:
        """Whether there is a result."""
        return self._done

    async def do(
        self, async_fn: Callable[[*ArgsT], Awaitable[ResultT]], *args: *ArgsT
    ) -> ResultT:
        """Return the one result; if there is none yet, run the function to get it.

        If the caller that runs it is cancelled, the first one waiting takes over, with
        its own function and arguments, also if the clean-up of the cancelled one fails;
        so it does after anything else that is not an `Exception`, such as a
        `KeyboardInterrupt`. Any other `Exception` reaches the callers that were waiting
        for that run, as it was raised, and is not remembered: the next caller tries
        again.

        Args:
            async_fn: The function to run, with the caller's context variables.
            *args: Its arguments.

        Returns:
            What the function returned, here or in the caller that ran it.

        Raises:
            TypeError: ``async_fn`` cannot be called.
            RuntimeError: The calling task is running the function, and would wait for
                itself.
            Exception: Whatever the function raised, here or in the caller that ran it.
        """
        check_async_fn("async_fn", async_fn)
        if self._done:
            await trio.lowlevel.checkpoint()
            return self._result
        return await self._flight.do(self, self._remember, async_fn, *args)

    async def _remember(
        self, async_fn: Callable[[*ArgsT], Awaitable[ResultT]], *args: *ArgsT
    ) -> ResultT:
        # A runner that a Ctrl-C hits on its way out of here hands over a run that has
        # its result.
        if not self._done:
            self._result = await call_async_fn(async_fn, *args)
            self._done = True
        return self._result


def once_value(
    async_fn: Callable[[], Awaitable[ResultT]],
) -> Callable[[], Coroutine[Any, Any, ResultT]]:
    """Turn a function into its once-only twin; Go's ``sync.OnceValue``.

    The twin runs the function when it is first called, and returns that result ever
    after. Errors and cancellations are as for `Once.do`.

    The value outlives `trio.run`: a second run in the same process gets the value
    of the first. This is right for a parsed file, and wrong for a socket, which belongs
    to the run that opened it. Use the twin in one run at a time.

    The Go original: https://pkg.go.dev/sync#OnceValue

    Args:
        async_fn: A function that can be called without arguments. For a method, which
            needs its object, keep a `Once` in the object.

    Returns:
        An async function without arguments.

    Raises:
        TypeError: The function can't be called without arguments.

    Example:
        >>> @once_value
        ... async def settings() -> dict[str, int]:
        ...     print("reading the settings")
        ...     await trio.sleep(1)
        ...     return {"port": 80}
        >>> async def main() -> None:
        ...     print(await settings())
        ...     print(await settings())
        >>> run(main)
        reading the settings
        {'port': 80}
        {'port': 80}
    """
    check_async_fn("async_fn", async_fn)
    try:
        inspect.signature(async_fn).bind()
    except TypeError as error:
        raise TypeError(f"async_fn must do without arguments, but {error}") from None
    except ValueError:
        pass  # it has no signature, as some functions in C: the call will show
    once: Once[ResultT] = Once()

    @functools.wraps(async_fn)
    async def value() -> ResultT:
        return await once.do(async_fn)

    return value
