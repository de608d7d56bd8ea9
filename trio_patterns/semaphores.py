"""`WeightedSemaphore`: permits that are taken several at a time.

A `trio.Semaphore` hands out one permit for each request. When requests differ in size
(megabytes of memory, connections of a pool, the load on a datacenter), each takes as
many permits as it weighs. Taking them one by one would not do: two tasks that each need
three of three permits can end up with one and two of them, and wait for each other for
ever.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import trio

from ._checks import NotCopied, check_count
from ._wait_queue import WaitQueue

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from types import TracebackType


@final
@dataclass(frozen=True, slots=True)
class WeightedSemaphoreStatistics:
    """Debugging information about a `WeightedSemaphore`.

    Attributes:
        capacity: The number of permits there are.
        available: The number of permits that nobody has taken.
        tasks_waiting: The number of tasks blocked in `WeightedSemaphore.acquire`.
    """

    capacity: int
    available: int
    tasks_waiting: int


@final
class WeightedSemaphore(NotCopied):
    """Limit the total weight of what goes on at once; Go's ``semaphore.Weighted``.

    Use it where requests differ in size, and their sum must stay below a bound. Where
    all are of one size, and released by the task that acquired them, use Trio's own
    `trio.CapacityLimiter`.

    It is fair: requests are served strictly in the order in which they came. A large
    one is not starved by small ones that would fit before it; they wait behind it. If
    it is cancelled, those behind it are served at once.

    It has no owner, as in Go: any task may release what another has acquired. So
    nothing notices a task that ends without releasing; `hold` releases in any case.

    The Go original: https://pkg.go.dev/golang.org/x/sync/semaphore

    Args:
        capacity: The number of permits, at least 1.

    Raises:
        ValueError: The capacity is below 1.
        TypeError: The capacity is not an int.

    Example:
        >>> async def fetch(megabytes: int, memory: WeightedSemaphore) -> None:
        ...     async with memory.hold(megabytes):
        ...         print(f"{trio.current_time():.0f} s: fetching {megabytes} MB")
        ...         await trio.sleep(1)
        >>> async def main() -> None:
        ...     memory = WeightedSemaphore(30)
        ...     async with trio.open_nursery() as nursery:
        ...         for megabytes in 20, 30, 10:
        ...             nursery.start_soon(fetch, megabytes, memory)
        ...             await trio.testing.wait_all_tasks_blocked()
        >>> run(main)
        0 s: fetching 20 MB
        1 s: fetching 30 MB
        2 s: fetching 10 MB
    """

    def __init__(self, capacity: int) -> None:
        capacity = check_count("capacity", capacity, least=1)
        # Invariants:
        # 0 <= available <= capacity.
        # The first in the queue never fits, except while a cancelled task is about to
        # leave the queue.
        self._capacity = capacity
        self._available = capacity
        self._queue: WaitQueue[int] = WaitQueue()

    def __repr__(self) -> str:
        return (
            f"<WeightedSemaphore with {self._available} of {self._capacity} available "
            f"and {len(self._queue.lot)} waiting at {id(self):#x}>"
        )

    @trio.lowlevel.enable_ki_protection
    def acquire_nowait(self, weight: int = 1) -> None:
        """Take permits without waiting; Go's ``TryAcquire``.

        Args:
            weight: The number of permits, from 0 up to the capacity.

        Raises:
            trio.WouldBlock: There are not enough permits, or others wait already.
            ValueError: The weight is negative or above the capacity.
            TypeError: The weight is not an int.
        """
        weight = self._check_weight(weight)
        if weight <= self._available and not self._queue.lot:
            self._available -= weight
        else:
            raise trio.WouldBlock

    @trio.lowlevel.enable_ki_protection
    async def acquire(self, weight: int = 1) -> None:
        """Take permits, all of them at once, when it is this request's turn.

        This is Go's ``Acquire``.

        A weight of 0 takes nothing, and waits its turn like any other. A cancelled
        ``acquire`` has taken nothing.

        Args:
            weight: The number of permits, from 0 up to the capacity.

        Raises:
            ValueError: The weight is negative, or above the capacity. In Go such a
                request waits until its context ends, and in vain.
            TypeError: The weight is not an int.
        """
        await trio.lowlevel.checkpoint_if_cancelled()
        try:
            self.acquire_nowait(weight)
        except trio.WouldBlock:
            weight = self._check_weight(weight)
            self._queue.join(weight)
            try:
                # Reports name the local variable `weight`; see ``_tasks/rules.py``.
                await self._queue.lot.park()
            except BaseException:
                # Cancelled: this request may have been the large one that held back
                # small ones.
                self._queue.leave()
                self._serve()
                raise
        else:
            await trio.lowlevel.cancel_shielded_checkpoint()

    @trio.lowlevel.enable_ki_protection
    def release(self, weight: int = 1) -> None:
        """Give permits back, and serve the requests in the queue that fit now.

        This is Go's ``Release``. It does not wait.

        Args:
            weight: The number of permits, not necessarily as many as were taken in
                one go.

        Raises:
            RuntimeError: The weight is more than what is taken.
            ValueError: The weight is negative.
            TypeError: The weight is not an int.
        """
        # The fast path: no function call in the common case.
        if type(weight) is not int or weight < 0:
            weight = check_count("weight", weight, least=0)
        taken = self._capacity - self._available
        if weight > taken:
            raise RuntimeError(
                f"can't release {weight}: only {taken} of {self._capacity} are taken"
            )
        self._available += weight
        if self._queue.lot:
            self._serve()

    def hold(self, weight: int = 1) -> AbstractAsyncContextManager[None, None]:
        """Acquire permits for the time of an ``async with`` block.

        Entering waits as `acquire` does; leaving releases, and does not wait.

        Args:
            weight: The number of permits, from 0 up to the capacity.

        Returns:
            An async context manager. It can be entered again, and by several tasks.

        Raises:
            ValueError: The weight is negative or above the capacity.
            TypeError: The weight is not an int.
        """
        return _Hold(self, self._check_weight(weight))

    def statistics(self) -> WeightedSemaphoreStatistics:
        """Return an object with debugging information."""
        return WeightedSemaphoreStatistics(
            capacity=self._capacity,
            available=self._available,
            tasks_waiting=len(self._queue.lot),
        )

    def _check_weight(self, weight: int) -> int:
        if type(weight) is int and 0 <= weight <= self._capacity:
            return weight  # the fast path: every acquire comes through here
        weight = check_count("weight", weight, least=0)
        if weight > self._capacity:
            raise ValueError(
                f"weight must be at most the capacity of {self._capacity}, not {weight}"
            )
        return weight

    def _serve(self) -> None:
        """Serve the first in the queue for as long as it fits."""
        while (weight := self._queue.first()) is not None and weight <= self._available:
            self._available -= weight
            self._queue.serve_first()


class _Hold(AbstractAsyncContextManager[None, None]):
    """Permits that are held during a block.

    A class and not a generator function: it is faster, and tools that look at where a
    task waits see through it. The same in `rwlock`, twice: one class that is given the
    two methods would do for all three, but costs up to an eighth more.
    """

    __slots__ = ("_semaphore", "_weight")

    def __init__(self, semaphore: WeightedSemaphore, weight: int) -> None:
        self._semaphore = semaphore
        self._weight = weight

    @trio.lowlevel.enable_ki_protection
    # Returns the coroutine instead of being `async`: it saves a frame on every acquire.
    # To pyright, only an `async def` can override one.
    def __aenter__(  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
    ) -> Coroutine[Any, Any, None]:
        return self._semaphore.acquire(self._weight)

    @trio.lowlevel.enable_ki_protection
    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._semaphore.release(self._weight)
