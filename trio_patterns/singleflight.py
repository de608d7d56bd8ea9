"""`SingleFlight`: callers that ask for the same thing at the same time ask once.

When a popular page drops out of a cache, every request for it would go and fetch it.
Here the first request fetches it, and all that come meanwhile get what it gets.

The run has no task of its own: the first caller runs the function itself. So the
function sees its caller's context variables and cancel scopes, and nothing outlives the
call. It also means that the run can lose its runner, through a cancellation that does
not concern the others. Then the caller that has waited longest runs its own function.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, TypeVarTuple, final

import trio

from ._checks import NotCopied, call_async_fn, call_unprotected, check_async_fn
from ._errors import comes_of_cancellation, described, explained

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType
    from typing import TypeGuard

KeyT = TypeVar("KeyT", bound=Hashable)
ResultT = TypeVar("ResultT")
ArgsT = TypeVarTuple("ArgsT")


@final
class SingleFlight(NotCopied, Generic[KeyT, ResultT]):
    """Let callers that overlap on a key share one run; Go's ``singleflight.Group``.

    Nothing is cached: a call that comes after the run has ended starts a new one. For a
    result that is wanted once and for all there is `Once`.

    All the callers of a run get the same result, or the same exception: the very
    objects, so treat them as shared.

    The Go original: https://pkg.go.dev/golang.org/x/sync/singleflight

    Example:
        >>> async def fetch(page: str) -> str:
        ...     print("fetching", page)
        ...     await trio.sleep(1)
        ...     return f"<h1>{page}</h1>"
        >>> async def request(flight: SingleFlight[str, str]) -> None:
        ...     print(await flight.do("home", fetch, "home"))
        >>> async def main() -> None:
        ...     flight = SingleFlight[str, str]()
        ...     async with trio.open_nursery() as nursery:
        ...         nursery.start_soon(request, flight)
        ...         nursery.start_soon(request, flight)
        >>> run(main)
        fetching home
        <h1>home</h1>
        <h1>home</h1>
    """

    def __init__(self) -> None:
        # Invariant: every run in it has a runner.
        self._runs: dict[KeyT, _Run[ResultT]] = {}

    async def do(
        self,
        key: KeyT,
        async_fn: Callable[[*ArgsT], Awaitable[ResultT]],
        *args: *ArgsT,
    ) -> ResultT:
        """Run the function, or wait for the run of this key that is going on.

        If the caller that runs it is cancelled, the first one waiting takes over, with
        its own function and arguments, also if the clean-up of the cancelled one fails;
        so it does after anything else that is not an `Exception`, such as a
        `KeyboardInterrupt`. Any other `Exception` ends the run: it reaches the callers
        that were waiting for it, as it was raised. The next caller starts anew.

        Args:
            key: What tells one run from another. Any hashable value.
            async_fn: The function to run, with the caller's context variables.
            *args: Its arguments.

        Returns:
            What the function returned, here or in the caller that ran it.

        Raises:
            TypeError: ``async_fn`` cannot be called, or ``key`` is not hashable.
            RuntimeError: The calling task is running the function of this key, and
                would wait for itself.
            Exception: Whatever the function raised, here or in the caller that ran it.
        """
        check_async_fn("async_fn", async_fn)
        # What shares the run is protected from `KeyboardInterrupt`. The function is
        # not, unless the caller is a system task, where one would crash the run.
        if _is_protected_task():
            return await self._share(key, async_fn, *args)
        return await self._share(key, call_unprotected, async_fn, *args)

    @trio.lowlevel.enable_ki_protection
    async def _share(
        self,
        key: KeyT,
        async_fn: Callable[[*ArgsT], Awaitable[ResultT]],
        *args: *ArgsT,
    ) -> ResultT:
        run = self._runs.get(key)
        if run is None:
            run = self._runs[key] = _Run()
        elif run.runner is trio.lowlevel.current_task():
            raise RuntimeError(
                f"do() was called from within the run of {described(key)}, which would "
                "wait for itself"
            )
        try:
            return await run.join(async_fn, *args)
        finally:
            # The task that ends the run removes it in the same step, before another
            # caller can come. After `forget` there may be another run in its place.
            if run.runner is None and self._runs.get(key) is run:
                del self._runs[key]

    def forget(self, key: KeyT) -> None:
        """Let later callers start a run of their own; Go's ``Forget``.

        Those that wait stay with the run they wait for. Without such a run, this does
        nothing.

        Args:
            key: What tells one run from another.
        """
        self._runs.pop(key, None)


@final
class _Run(Generic[ResultT]):
    """One run of a function: its runner, the tasks that wait for it, and its outcome.

    The task that makes it is its first runner. It has a runner until it is over::

        a runner --a result, or an Exception-----> over, with an outcome
         ^    |
         |    +--a cancellation, or ------+--> over, without one: nobody waits
         |       another BaseException    |
         |                                |
         +--the next waiter is the runner-+
    """

    def __init__(self) -> None:
        self.runner: trio.lowlevel.Task | None = trio.lowlevel.current_task()
        self._waiting = trio.lowlevel.ParkingLot()
        self._result: ResultT
        # The error and its traceback, once for each task that is yet to raise it. The
        # last one to do so breaks the cycle run -> error -> traceback -> frame of
        # `join` -> run.
        self._failures: list[tuple[Exception, TracebackType | None]] = []

    @trio.lowlevel.enable_ki_protection
    async def join(
        self,
        async_fn: Callable[[*ArgsT], Awaitable[ResultT]],
        *args: *ArgsT,
    ) -> ResultT:
        """Run the function as the runner, or wait for the outcome of the run."""
        task = trio.lowlevel.current_task()
        if self.runner is not task:
            await self._waiting.park()
            if self.runner is not task:
                return self._outcome()
        try:
            # A cancelled caller starts nothing. And `do` is always a checkpoint, even
            # if the function has none.
            await trio.lowlevel.checkpoint()
            result = await call_async_fn(async_fn, *args)
        except BaseException as raised:  # noqa: BLE001  # raised again
            error = explained(raised)
            try:
                if _is_an_outcome(error):
                    self._fail(error)
                else:
                    self._hand_over()
                if error is not raised:
                    raise error
                raise
            finally:
                del error  # breaks the cycle error -> traceback -> frame -> error
        self._succeed(result)
        return result

    def _succeed(self, result: ResultT) -> None:
        self.runner = None
        self._result = result
        self._waiting.unpark_all()

    def _fail(self, error: Exception) -> None:
        self.runner = None
        # The traceback from the function on, without this task's frames of ours.
        traceback = error.__traceback__
        while traceback is not None and traceback.tb_frame.f_code in _OUR_CODE:
            traceback = traceback.tb_next
        self._failures = [(error, traceback)] * len(self._waiting)
        self._waiting.unpark_all()

    def _hand_over(self) -> None:
        # Now, not when the next one gets to run: a run always has a runner.
        self.runner = next(iter(self._waiting.unpark()), None)

    def _outcome(self) -> ResultT:
        if not self._failures:
            return self._result
        error, traceback = self._failures.pop()
        context = error.__context__
        try:
            # One object is raised in many tasks. Each starts from the traceback of the
            # function's failure, or it would grow from task to task.
            raise error.with_traceback(traceback)
        finally:
            # Raising it here must not change its `__context__`.
            error.__context__ = context
            # Breaks the cycle error -> traceback -> frame -> error.
            del error, traceback, context


_OUR_CODE = (_Run[Any].join.__code__, call_unprotected.__code__)


def _is_protected_task() -> bool:
    """Tell whether the task is a system task, or its like.

    `currently_ki_protected` looks at each frame of the stack, which takes longer than a
    checkpoint. So it is asked only in a child of the root task: that is a system task
    or the main one. The others are open to a `KeyboardInterrupt` when they start.
    """
    nursery = trio.lowlevel.current_task().parent_nursery
    return (
        nursery is None or nursery.parent_task is trio.lowlevel.current_root_task()
    ) and trio.lowlevel.currently_ki_protected()


def _is_an_outcome(error: BaseException) -> TypeGuard[Exception]:
    """Tell whether an error is that of the function, and not of the caller that ran it.

    An error with which a cancelled caller cleans up is its own.
    """
    return isinstance(error, Exception) and not (
        trio.current_effective_deadline() == -math.inf and comes_of_cancellation(error)
    )
