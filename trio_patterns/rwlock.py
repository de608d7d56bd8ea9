"""`RWLock`: many readers at once, or one writer alone.

Most state in a Trio program needs no lock at all: nothing else runs between two
checkpoints. A lock is for what must stay as it is across an ``await``. Where most tasks
only read, letting them read together is worth a lock with two kinds of owner.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, final

import trio

from ._checks import NotCopied
from ._wait_queue import WaitQueue

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from types import TracebackType


class _Mode(Enum):
    READ = "reading"
    WRITE = "writing"


@final
@dataclass(frozen=True, slots=True)
class RWLockStatistics:
    """Debugging information about an `RWLock`.

    Attributes:
        writer: The task that holds the lock for writing, or None.
        readers: The tasks that hold it for reading, in the order in which they got it.
        readers_waiting: The number of tasks blocked in `RWLock.acquire_read`.
        writers_waiting: The number of tasks blocked in `RWLock.acquire_write`.
    """

    writer: trio.lowlevel.Task | None
    readers: tuple[trio.lowlevel.Task, ...]
    readers_waiting: int
    writers_waiting: int


@final
class RWLock(NotCopied):
    """Let many readers in at once, or one writer alone; Go's ``sync.RWMutex``.

    It is fair: tasks are let in strictly in the order in which they came, readers that
    stand next to each other together. So a waiting writer holds later readers back, and
    a stream of readers cannot starve it; if it is cancelled, they go in at once. Here
    Go differs in one point: when a writer leaves, Go lets in all the readers that wait,
    also those that came after another writer.

    Readers and writers own what they hold. Only they can release it, and a task that
    ends while it holds the lock breaks it: whoever waits, and whoever comes later, gets
    a `trio.BrokenResourceError`.

    It is not re-entrant. A task that holds it and asks for it again, to read or to
    write, gets a `RuntimeError`. In Go that is a deadlock, with two reads only if a
    writer comes between them. To go from reading to writing, release, acquire for
    writing, and check again: another writer may have come first.

    The Go original: https://pkg.go.dev/sync#RWMutex

    Example:
        >>> async def read(lock: RWLock) -> None:
        ...     async with lock.read_locked():
        ...         print(f"{trio.current_time():.0f} s: reading")
        ...         await trio.sleep(1)
        >>> async def write(lock: RWLock) -> None:
        ...     async with lock.write_locked():
        ...         print(f"{trio.current_time():.0f} s: writing")
        ...         await trio.sleep(1)
        >>> async def main() -> None:
        ...     lock = RWLock()
        ...     async with trio.open_nursery() as nursery:
        ...         for task in read, read, write, read:
        ...             nursery.start_soon(task, lock)
        ...             await trio.testing.wait_all_tasks_blocked()
        >>> run(main)
        0 s: reading
        0 s: reading
        1 s: writing
        2 s: reading
    """

    def __init__(self) -> None:
        # Invariants:
        # There is a writer, or there are readers, or neither.
        # The first in the queue can't go in, except while a cancelled task is about to
        # leave the queue.
        # Each owner is registered, once, to break the parking lot if it ends.
        self._writer: trio.lowlevel.Task | None = None
        # A dict for its order: a report reads the same in each run.
        self._readers: dict[trio.lowlevel.Task, None] = {}
        self._queue: WaitQueue[_Mode] = WaitQueue()

    def __repr__(self) -> str:
        if self._writer is not None:
            state = "held by a writer"
        elif self._readers:
            state = f"held by {len(self._readers)} readers"
        else:
            state = "unlocked"
        return f"<RWLock {state} with {len(self._queue.lot)} waiting at {id(self):#x}>"

    @trio.lowlevel.enable_ki_protection
    def acquire_read_nowait(self) -> None:
        """Take the lock for reading, without waiting; Go's ``TryRLock``.

        Raises:
            trio.WouldBlock: A writer holds the lock, or others wait already.
            trio.BrokenResourceError: A task ended while it held the lock.
            RuntimeError: The calling task holds the lock.
        """
        task = trio.lowlevel.current_task()
        if task is self._writer or task in self._readers or self._queue.lot.broken_by:
            raise self._cannot_wait(task)
        if self._writer is not None or self._queue.lot:
            raise trio.WouldBlock
        self._let_in(task, _Mode.READ)

    @trio.lowlevel.enable_ki_protection
    async def acquire_read(self) -> None:
        """Take the lock for reading, when its turn has come; Go's ``RLock``.

        A cancelled ``acquire_read`` has taken nothing.

        Raises:
            trio.BrokenResourceError: A task ended while it held the lock.
            RuntimeError: The calling task holds the lock.
        """
        await trio.lowlevel.checkpoint_if_cancelled()
        try:
            self.acquire_read_nowait()
        except trio.WouldBlock:
            await self._wait(_Mode.READ)
        else:
            await trio.lowlevel.cancel_shielded_checkpoint()

    @trio.lowlevel.enable_ki_protection
    def release_read(self) -> None:
        """Give up the lock that the calling task holds for reading; Go's ``RUnlock``.

        Raises:
            RuntimeError: The calling task does not hold the lock for reading.
        """
        task = trio.lowlevel.current_task()
        if task not in self._readers:
            raise self._not_held(task, _Mode.READ)
        del self._readers[task]
        trio.lowlevel.remove_parking_lot_breaker(task, self._queue.lot)
        if self._queue.lot:
            self._serve()

    @trio.lowlevel.enable_ki_protection
    def acquire_write_nowait(self) -> None:
        """Take the lock for writing, without waiting; Go's ``TryLock``.

        Raises:
            trio.WouldBlock: Somebody holds the lock.
            trio.BrokenResourceError: A task ended while it held the lock.
            RuntimeError: The calling task holds the lock.
        """
        task = trio.lowlevel.current_task()
        if task is self._writer or task in self._readers or self._queue.lot.broken_by:
            raise self._cannot_wait(task)
        if self._writer is not None or self._readers or self._queue.lot:
            raise trio.WouldBlock
        self._let_in(task, _Mode.WRITE)

    @trio.lowlevel.enable_ki_protection
    async def acquire_write(self) -> None:
        """Take the lock for writing, when its turn has come; Go's ``Lock``.

        A cancelled ``acquire_write`` has taken nothing.

        Raises:
            trio.BrokenResourceError: A task ended while it held the lock.
            RuntimeError: The calling task holds the lock.
        """
        await trio.lowlevel.checkpoint_if_cancelled()
        try:
            self.acquire_write_nowait()
        except trio.WouldBlock:
            await self._wait(_Mode.WRITE)
        else:
            await trio.lowlevel.cancel_shielded_checkpoint()

    @trio.lowlevel.enable_ki_protection
    def release_write(self) -> None:
        """Give up the lock that the calling task holds for writing; Go's ``Unlock``.

        Raises:
            RuntimeError: The calling task does not hold the lock for writing.
        """
        task = trio.lowlevel.current_task()
        if task is not self._writer:
            raise self._not_held(task, _Mode.WRITE)
        self._writer = None
        trio.lowlevel.remove_parking_lot_breaker(task, self._queue.lot)
        if self._queue.lot:
            self._serve()

    def read_locked(self) -> AbstractAsyncContextManager[None, None]:
        """Hold the lock for reading during an ``async with`` block.

        Entering waits as `acquire_read` does; leaving releases, and does not wait.
        """
        return _ReadLocked(self)

    def write_locked(self) -> AbstractAsyncContextManager[None, None]:
        """Hold the lock for writing during an ``async with`` block.

        Entering waits as `acquire_write` does; leaving releases, and does not wait.
        """
        return _WriteLocked(self)

    def statistics(self) -> RWLockStatistics:
        """Return an object with debugging information."""
        waiting = self._queue.requests()
        return RWLockStatistics(
            writer=self._writer,
            readers=tuple(self._readers),
            readers_waiting=waiting.count(_Mode.READ),
            writers_waiting=waiting.count(_Mode.WRITE),
        )

    async def _wait(self, mode: _Mode) -> None:
        self._queue.join(mode)
        try:
            await self._queue.lot.park()
        except trio.BrokenResourceError:
            self._queue.leave()
            raise self._broken() from None
        except BaseException:
            # Cancelled: this may have been the writer that held back readers.
            self._queue.leave()
            self._serve()
            raise

    def _serve(self) -> None:
        """Let in the first in the queue for as long as the holders allow it."""
        while (mode := self._queue.first()) is not None:
            if self._writer is not None or (mode is _Mode.WRITE and self._readers):
                return
            self._let_in(self._queue.serve_first(), mode)

    def _let_in(self, task: trio.lowlevel.Task, mode: _Mode) -> None:
        if mode is _Mode.READ:
            self._readers[task] = None
        else:
            self._writer = task
        # If the task ends without releasing, Trio breaks the lot, which wakes all.
        trio.lowlevel.add_parking_lot_breaker(task, self._queue.lot)

    def _cannot_wait(self, task: trio.lowlevel.Task) -> Exception:
        """Say why: the task would wait for itself, or for a task that has ended."""
        if task is not self._writer and task not in self._readers:
            return self._broken()
        mode = _Mode.WRITE if task is self._writer else _Mode.READ
        return RuntimeError(
            f"the calling task holds this RWLock for {mode.value} already, and would "
            "wait for itself: release it first"
        )

    def _broken(self) -> trio.BrokenResourceError:
        owner = self._queue.lot.broken_by[0]
        return trio.BrokenResourceError(
            f"task {owner.name!r} ended while it held this RWLock"
        )

    def _not_held(self, task: trio.lowlevel.Task, mode: _Mode) -> RuntimeError:
        return RuntimeError(
            f"task {task.name!r} does not hold this RWLock for {mode.value}, and only "
            "a holder can release it"
        )


class _ReadLocked(AbstractAsyncContextManager[None, None]):
    """An `RWLock` that is held for reading during a block."""

    __slots__ = ("_lock",)

    def __init__(self, lock: RWLock) -> None:
        self._lock = lock

    @trio.lowlevel.enable_ki_protection
    # Returns the coroutine instead of being `async`: it saves a frame on every acquire.
    # To pyright, only an `async def` can override one.
    def __aenter__(  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
    ) -> Coroutine[Any, Any, None]:
        return self._lock.acquire_read()

    @trio.lowlevel.enable_ki_protection
    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._lock.release_read()


class _WriteLocked(AbstractAsyncContextManager[None, None]):
    """An `RWLock` that is held for writing during a block."""

    __slots__ = ("_lock",)

    def __init__(self, lock: RWLock) -> None:
        self._lock = lock

    @trio.lowlevel.enable_ki_protection
    # Returns the coroutine instead of being `async`: it saves a frame on every acquire.
    # To pyright, only an `async def` can override one.
    def __aenter__(  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
    ) -> Coroutine[Any, Any, None]:
        return self._lock.acquire_write()

    @trio.lowlevel.enable_ki_protection
    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._lock.release_write()
