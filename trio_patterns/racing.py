"""Several functions, one answer: `race`, `first_success` and `hedge`.

All three start functions that compete, take the first answer, and cancel the others.
They differ in what counts as an answer, and in when the functions start:

- `race`: whatever is there first, a result or an error. All start at once.
- `first_success`: the first result. All start at once.
- `hedge`: the first result. The next starts only when there is no answer for a while.

In Go each competitor is a goroutine that sends on a channel, and the caller receives
once. What becomes of the losers is then the caller's problem: a loser that sends on an
unbuffered channel waits for ever, one that sends on a closed channel panics, and if
nobody ever sends, the caller hangs. Here the losers are cancelled, and they are over,
their ``finally`` blocks included, before the call returns.

What an error of a loser means depends on when it fails:

- Before it could know of the winner. That may still be in the winner's own tick, as in
  each tick of Trio's scheduler every task that is ready makes a step. Such an error is
  part of the competition, and is set aside.
- Later, in its clean-up after our cancellation or behind a shield. Nobody expects that,
  and nobody else would report it: the call fails, and such errors leave in an
  `ExceptionGroup`, in place of the answer.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

import trio

from ._checks import check_async_fns, check_seconds

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")


class _Competition(Generic[T]):
    """One call: its answer, once there is one, and what an error means by then."""

    nursery: trio.Nursery

    def __init__(self, reason: str) -> None:
        self._reason = reason
        self._losers_know = False
        self.decided = False
        self.results: list[T] = []  # at most one; a list, as it may be None

    @trio.lowlevel.enable_ki_protection
    async def decide(self) -> None:
        """Cancel the others."""
        self.decided = True
        scope = self.nursery.cancel_scope
        # From here on the answer is the caller's. Without the shield, an outer
        # cancellation in this tick would take its place, and the answer would be lost.
        scope.shield = True
        scope.cancel(reason=self._reason)
        if len(self.nursery.child_tasks) > 1:
            # A step later, all the losers have been told; see `knew_nothing`.
            await trio.lowlevel.cancel_shielded_checkpoint()
            self._losers_know = True

    def knew_nothing(self, error: Exception) -> bool:
        """Tell whether a loser failed before it could see our cancellation.

        A loser that was ready to run when the winner finished still makes its step in
        that tick. All the others get `trio.Cancelled` in the next one; the winner makes
        its own next step in the same tick, before them or after. So until then, whoever
        fails without `Cancelled` behind its error did so in the winner's own tick.
        """
        return not self._losers_know and not _comes_of_cancellation(error)


def _comes_of_cancellation(error: BaseException) -> bool:
    """Tell whether ``error`` was raised while a `trio.Cancelled` was being handled."""
    behind: list[BaseException] = [error]
    for reason in behind:  # the list grows on the way
        if isinstance(reason, trio.Cancelled):
            return True
        if isinstance(reason, BaseExceptionGroup):
            behind += cast("BaseExceptionGroup[BaseException]", reason).exceptions
        context = reason.__context__
        if context is not None and all(context is not known for known in behind):
            behind.append(context)
    return False


class _Race(_Competition[T]):
    def __init__(self) -> None:
        super().__init__("race() is decided")
        self.errors: list[Exception] = []  # that of the winner, if it failed

    async def compete(self, async_fn: Callable[[], Awaitable[T]]) -> None:
        if self.decided:
            return  # one that has not begun by then never begins
        try:
            result = await async_fn()
        except Exception as error:
            if not self.decided:
                self.errors.append(error)
                await self.decide()
            elif not self.knew_nothing(error):
                raise
        else:
            if not self.decided:
                self.results.append(result)
                await self.decide()


class _FirstSuccess(_Competition[T]):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.errors: dict[int, Exception] = {}  # by the index of the function

    async def compete(self, index: int, async_fn: Callable[[], Awaitable[T]]) -> None:
        if self.decided:
            return  # one that has not begun by then never begins
        try:
            result = await async_fn()
        except Exception as error:
            if not await self._may_set_aside(error):
                raise
            self.errors[index] = error
            self.replace()
        else:
            if not self.decided:
                self.results.append(result)
                await self.decide()

    async def _may_set_aside(self, error: Exception) -> bool:
        if self.decided:
            return self.knew_nothing(error)
        if trio.current_effective_deadline() == -math.inf:
            # The caller is cancelled, so this may be a clean-up that failed, which has
            # to be seen; unless there is a success after all, in this same tick.
            await trio.lowlevel.cancel_shielded_checkpoint()
            return self.decided
        return True

    def replace(self) -> None:
        """Called when a function has failed, while others may succeed."""

    def result(self) -> T:
        """Give the result. After that `errors` must be cleared.

        The traceback of an error leads to `compete`, and from there to `errors`: they
        would keep each other alive.
        """
        if self.results:
            return self.results.pop()
        raise ExceptionGroup(
            "no function succeeded",
            [error for _, error in sorted(self.errors.items())],
        )


class _Hedge(_FirstSuccess[T]):
    """Somebody waits to start the next one: for a while, or until one has failed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self._changed = trio.lowlevel.ParkingLot()
        self._not_replaced = 0

    @trio.lowlevel.enable_ki_protection
    async def decide(self) -> None:
        if len(self.nursery.child_tasks) == 1 and self._changed.unpark():
            # The first one answers, the usual case. There is nobody to cancel, and
            # whoever would start the next was woken, which is cheaper. It was still
            # waiting, so no outer cancellation has come before; one that comes now
            # finds no checkpoint on the way.
            self.decided = True
        else:
            await super().decide()

    def replace(self) -> None:
        self._not_replaced += 1
        self._changed.unpark()

    async def wait_for_change(self) -> None:
        """Wait until it is decided, or a function has failed: each is replaced once."""
        if self._not_replaced == 0:
            await self._changed.park()
        self._not_replaced -= 1


def _check_competitors(async_fns: tuple[object, ...]) -> None:
    if not async_fns:
        raise ValueError("at least 1 async function is needed, not 0")
    check_async_fns(async_fns)


@overload
async def race(
    async_fn1: Callable[[], Awaitable[T1]], async_fn2: Callable[[], Awaitable[T2]], /
) -> T1 | T2: ...
@overload
async def race(
    async_fn1: Callable[[], Awaitable[T1]],
    async_fn2: Callable[[], Awaitable[T2]],
    async_fn3: Callable[[], Awaitable[T3]],
    /,
) -> T1 | T2 | T3: ...
@overload
async def race(
    async_fn1: Callable[[], Awaitable[T1]],
    async_fn2: Callable[[], Awaitable[T2]],
    async_fn3: Callable[[], Awaitable[T3]],
    async_fn4: Callable[[], Awaitable[T4]],
    /,
) -> T1 | T2 | T3 | T4: ...
@overload
async def race(*async_fns: Callable[[], Awaitable[T]]) -> T: ...
async def race(*async_fns: Callable[[], Awaitable[Any]]) -> Any:
    """Run the functions at the same time; the first to finish decides.

    This is Go's ``select`` over channels on which goroutines send their answers, with
    the losers cancelled. A race does not wait for what several functions produce, it
    abandons work: to receive from one of several channels use `select`, as
    ``race(a.receive, b.receive)`` loses a value when both come in one tick.

    If the first to finish fails, its error leaves as it was raised, not in a group. If
    a loser fails while it cleans up after our cancellation, that leaves in an
    `ExceptionGroup`, together with the error of the first one, if it had one. If the
    caller is cancelled before the race is decided, so are all the functions.

    Args:
        async_fns: Async functions without arguments, at least one; `functools.partial`
            or a lambda supplies arguments. Each sees the caller's context variables.

    Returns:
        The result of the function that was first to finish. If several finish in one
        tick, it is the first of them to get there; the others' results and errors are
        set aside.

    Raises:
        ValueError: if there are no functions.
        TypeError: if a function cannot be called.

    Example:
        >>> async def answer(seconds: float, text: str) -> str:
        ...     await trio.sleep(seconds)
        ...     return text
        >>> async def main() -> None:
        ...     print(await race(lambda: answer(2, "slow"), lambda: answer(1, "fast")))
        >>> run(main)
        fast
    """
    _check_competitors(async_fns)
    await trio.lowlevel.checkpoint_if_cancelled()
    competition = _Race[Any]()
    bare: list[BaseException] = []
    try:
        async with trio.open_nursery() as competition.nursery:
            for async_fn in async_fns:
                competition.nursery.start_soon(
                    competition.compete, async_fn, name=async_fn
                )
    except BaseExceptionGroup as group:
        if competition.errors:
            together = [competition.errors.pop(), *group.exceptions]
            raise BaseExceptionGroup(group.message, together) from None
        if competition.decided or not _stands_for_one(group):
            raise
        bare += group.exceptions[:1]
    # Raised out here, or the group would become its context: as the group holds the
    # error, they would keep each other alive. So would the lists, hence each `pop`.
    if bare:
        raise bare.pop()
    if competition.errors:
        raise competition.errors.pop()
    return competition.results.pop()


def _stands_for_one(group: BaseExceptionGroup[BaseException]) -> bool:
    # Either there is one, or the caller was cancelled, and with it all the functions.
    return len(group.exceptions) == 1 or group.split(trio.Cancelled)[1] is None


async def first_success(*async_fns: Callable[[], Awaitable[T]]) -> T:
    """Run the functions at the same time; the first result wins.

    These are Go's redundant requests: ask several servers, take the first answer. The
    error of one is set aside as long as another may still succeed. The losers are
    cancelled, and over when the call returns.

    A result that was obtained is returned, also when the caller is cancelled in the
    same tick; if the caller is cancelled before, so are all the functions.

    Args:
        async_fns: Async functions without arguments, at least one; `functools.partial`
            or a lambda supplies arguments. Each sees the caller's context variables.

    Returns:
        The first result; on a tie, that of the earliest finisher.

    Raises:
        ExceptionGroup: if all the functions fail, with all the errors in the order of
            the functions; or if losers fail while they clean up after our
            cancellation, with those errors.
        ValueError: if there are no functions.
        TypeError: if a function cannot be called.

    Example:
        >>> async def ask(server: str, seconds: float) -> str:
        ...     await trio.sleep(seconds)
        ...     if server == "broken":
        ...         raise OSError(server)
        ...     return server
        >>> async def main() -> None:
        ...     print(
        ...         await first_success(
        ...             lambda: ask("broken", 0.1),
        ...             lambda: ask("fast", 0.2),
        ...             lambda: ask("slow", 0.3),
        ...         )
        ...     )
        >>> run(main)
        fast
    """
    _check_competitors(async_fns)
    await trio.lowlevel.checkpoint_if_cancelled()
    competition = _FirstSuccess[T]("first_success() has its result")
    try:
        async with trio.open_nursery() as competition.nursery:
            for index, async_fn in enumerate(async_fns):
                competition.nursery.start_soon(
                    competition.compete, index, async_fn, name=async_fn
                )
        return competition.result()
    finally:
        competition.errors.clear()


async def hedge(*async_fns: Callable[[], Awaitable[T]], delay: float) -> T:
    """Start the functions one after the other until one has succeeded.

    These are Go's hedged requests: ask one server, and only if there is no answer for
    ``delay`` seconds, ask the next as well, and so on; the first result wins. One that
    fails is replaced at once. With a delay near the 95th percentile of the usual
    latency, this cuts off the slow tail at the price of a few per cent more requests
    (Dean and Barroso, "The Tail at Scale", 2013).

    The losers are cancelled, and over when the call returns. A result that was obtained
    is returned, also when the caller is cancelled in the same tick; if the caller is
    cancelled before, so are all the functions.

    Args:
        async_fns: Async functions without arguments, at least one; `functools.partial`
            or a lambda supplies arguments. Each sees the caller's context variables as
            they are now, however late it starts.
        delay: Seconds without an answer, counted from the latest start, after which the
            next function starts; 0 or more. `math.inf` starts the next only when one
            has failed.

    Returns:
        The first result; on a tie, that of the earliest finisher.

    Raises:
        ExceptionGroup: if all the functions fail, with all the errors in the order of
            the functions; or if losers fail while they clean up after our
            cancellation, with those errors.
        TypeError: if ``delay`` is not a number, or a function cannot be called.
        ValueError: if there are no functions, or ``delay`` is negative.

    Example:
        >>> async def ask(server: str, seconds: float) -> str:
        ...     print(f"{trio.current_time():.2f} s: ask {server}")
        ...     await trio.sleep(seconds)
        ...     return server
        >>> async def main() -> None:
        ...     slow, fast = lambda: ask("slow", 1), lambda: ask("fast", 0.1)
        ...     answer = await hedge(slow, fast, delay=0.25)
        ...     print(f"{trio.current_time():.2f} s: answer of {answer}")
        >>> run(main)
        0.00 s: ask slow
        0.25 s: ask fast
        0.35 s: answer of fast
    """
    _check_competitors(async_fns)
    check_seconds("delay", delay)
    await trio.lowlevel.checkpoint_if_cancelled()
    competition = _Hedge[T]("hedge() has its result")
    try:
        async with trio.open_nursery() as competition.nursery:
            for index, async_fn in enumerate(async_fns):
                if index > 0:
                    with trio.move_on_after(delay):
                        await competition.wait_for_change()
                    if competition.decided:
                        break
                competition.nursery.start_soon(
                    competition.compete, index, async_fn, name=async_fn
                )
        return competition.result()
    finally:
        competition.errors.clear()
