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

- Before our cancellation reached it. That may still be in the winner's own tick, as in
  each tick of Trio's scheduler every task that is ready makes a step. Such an error is
  part of the competition, and is set aside.
- Later, in its clean-up after our cancellation or behind a shield. Nobody expects that,
  and nobody else would report it: the call fails, and such errors leave in an
  `ExceptionGroup`, in place of the answer.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeAlias, TypeVar, overload

import trio

from ._checks import call_async_fn, check_async_fns, check_seconds
from ._errors import comes_of_cancellation, explained, is_only

T = TypeVar("T")
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")
_Fn: TypeAlias = Callable[[], Awaitable[T]]


class _Competition(Generic[T]):
    """One call: its answer, once there is one, and what an error means by then."""

    nursery: trio.Nursery

    def __init__(self, reason: str) -> None:
        self._reason = reason
        self._losers_were_cancelled = False
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
            # One step later every loser has had its `Cancelled`; see
            # `failed_before_cancellation`.
            await trio.lowlevel.cancel_shielded_checkpoint()
            self._losers_were_cancelled = True

    def failed_before_cancellation(self, error: Exception) -> bool:
        """Tell whether a loser failed before our cancellation reached it.

        A loser that was ready to run when the winner finished still makes its step in
        that tick. All the others get `trio.Cancelled` in the next one; the winner makes
        its own next step in the same tick, before them or after. So until then, a loser
        that fails without `Cancelled` behind its error did so in the winner's own tick.
        """
        return not self._losers_were_cancelled and not comes_of_cancellation(error)


class _Race(_Competition[T]):
    def __init__(self) -> None:
        super().__init__("race() is decided")
        self.errors: list[Exception] = []  # that of the winner, if it failed

    async def compete(self, async_fn: _Fn[T]) -> None:
        if self.decided:
            return  # decided before this one got its first turn: do not start it
        try:
            result = await call_async_fn(async_fn)
        except BaseException as error:
            if not await self._takes(explained(error)):
                raise
        else:
            if not self.decided:
                self.results.append(result)
                await self.decide()

    async def _takes(self, error: BaseException) -> bool:
        """Take an error as the answer, or set it aside; tell whether it is either."""
        if not isinstance(error, Exception):
            return False
        if self.decided:
            return self.failed_before_cancellation(error)
        self.errors.append(error)
        await self.decide()
        return True


class _FirstSuccess(_Competition[T]):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.errors: dict[int, Exception] = {}  # by the index of the function

    async def compete(self, index: int, async_fn: _Fn[T]) -> None:
        if self.decided:
            return  # decided before this one got its first turn: do not start it
        try:
            result = await call_async_fn(async_fn)
        except BaseException as error:
            if not await self._sets_aside(index, explained(error)):
                raise
        else:
            if not self.decided:
                self.results.append(result)
                await self.decide()

    async def _sets_aside(self, index: int, error: BaseException) -> bool:
        """Keep an error for the case that all fail; tell whether that may be."""
        if not isinstance(error, Exception) or not await self._is_no_clean_up(error):
            return False
        self.errors[index] = error
        self.replace()
        return True

    async def _is_no_clean_up(self, error: Exception) -> bool:
        if self.decided:
            return self.failed_before_cancellation(error)
        if trio.current_effective_deadline() == -math.inf:
            # The caller is cancelled, so this may be a clean-up that failed, which must
            # be reported; unless there is a success after all, in this same tick.
            await trio.lowlevel.cancel_shielded_checkpoint()
            return self.decided
        return True

    def replace(self) -> None:
        """Called when a function has failed, while others may succeed."""

    def result(self) -> T:
        """Return the result, or raise the errors.

        Afterwards `errors` must be cleared, which breaks the cycle error -> traceback
        -> frame of `compete` -> `errors` -> error.
        """
        if self.results:
            return self.results.pop()
        raise ExceptionGroup(
            "no function succeeded",
            [error for _, error in sorted(self.errors.items())],
        )


class _Hedge(_FirstSuccess[T]):
    """A competition whose caller waits before it starts the next function.

    It waits for `delay` seconds, or until a function fails.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        # A semaphore by hand, so that a blocked task is seen to wait for an answer.
        self._changed = trio.lowlevel.ParkingLot()
        self._not_replaced = 0

    @trio.lowlevel.enable_ki_protection
    async def decide(self) -> None:
        if len(self.nursery.child_tasks) == 1 and self._changed.unpark():
            # The usual case: the first function answers before the delay. There is no
            # loser to cancel, so waking `hedge` is enough, and cheaper. It was still
            # parked, hence not cancelled; and there is no checkpoint between here and
            # its return.
            self.decided = True
        else:
            await super().decide()

    def replace(self) -> None:
        self._not_replaced += 1
        self._changed.unpark()

    async def wait_for_change(self) -> None:
        """Wait until it is decided, or for a failure that was not waited for yet."""
        if self._not_replaced == 0:
            await self._changed.park()
        self._not_replaced -= 1


def _check_competitors(async_fns: tuple[object, ...]) -> None:
    if not async_fns:
        raise ValueError("at least 1 async function is needed, not 0")
    check_async_fns(async_fns)


@overload
async def race(async_fn1: _Fn[T1], async_fn2: _Fn[T2], /) -> T1 | T2: ...
@overload
async def race(
    async_fn1: _Fn[T1], async_fn2: _Fn[T2], async_fn3: _Fn[T3], /
) -> T1 | T2 | T3: ...
@overload
async def race(
    async_fn1: _Fn[T1], async_fn2: _Fn[T2], async_fn3: _Fn[T3], async_fn4: _Fn[T4], /
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
        ValueError: There are no functions.
        TypeError: A function cannot be called.

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
        # Strict in a run that is not, too: what the group holds is looked at below.
        async with trio.open_nursery(
            strict_exception_groups=True
        ) as competition.nursery:
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
    # Raised after the `except` block, or the group would become the error's context:
    # the cycle error -> context -> group -> error. Each `pop` breaks the cycle error ->
    # traceback -> frame -> list -> error.
    if bare:
        raise bare.pop()
    if competition.errors:
        raise competition.errors.pop()
    return competition.results.pop()


def _stands_for_one(group: BaseExceptionGroup[BaseException]) -> bool:
    # Either there is one, or the caller was cancelled, and with it all the functions.
    return len(group.exceptions) == 1 or is_only(trio.Cancelled, group)


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
        ExceptionGroup: All the functions failed, with all the errors in the order of
            the functions; or losers failed while they cleaned up after our
            cancellation, with those errors.
        ValueError: There are no functions.
        TypeError: A function cannot be called.

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
        ExceptionGroup: All the functions failed, with all the errors in the order of
            the functions; or losers failed while they cleaned up after our
            cancellation, with those errors.
        TypeError: ``delay`` is not a number, or a function cannot be called.
        ValueError: There are no functions, or ``delay`` is negative, NaN, or too large
            for a float.

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
    delay = check_seconds("delay", delay)
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
