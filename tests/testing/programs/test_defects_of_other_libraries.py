"""Known defects of other libraries, found: it shows that the tools work."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing

from trio_patterns.racing import race
from trio_patterns.rwlock import RWLock
from trio_patterns.selection import recv, select
from trio_patterns.testing import DeadlockError, cancel_everywhere, explore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

# It has no types.
trio_util: Any = importlib.import_module("trio_util")


class TestTwoReceives:
    """`trio_util.wait_any` over two receives takes both values, and one is lost."""

    async def program(self, *, with_select: bool) -> None:
        send_one, one = trio.open_memory_channel[str](0)
        send_two, two = trio.open_memory_channel[str](0)
        sent: list[str] = []
        got: list[str] = []

        async def send(channel: trio.MemorySendChannel[str], value: str) -> None:
            await channel.send(value)
            sent.append(value)

        async def take(channel: trio.MemoryReceiveChannel[str]) -> None:
            got[:] = [await channel.receive()]

        async with trio.open_nursery() as nursery:
            nursery.start_soon(send, send_one, "one")
            nursery.start_soon(send, send_two, "two")
            if with_select:
                got.append(str((await select(recv(one), recv(two)))[1]))
            else:
                await trio_util.wait_any(lambda: take(one), lambda: take(two))
            await trio.testing.wait_all_tasks_blocked()
            nursery.cancel_scope.cancel()
            assert got == sent

    def test_wait_any(self) -> None:
        async def main() -> None:
            await self.program(with_select=False)

        with pytest.RaisesGroup(AssertionError):
            explore(main)

    def test_our_select(self) -> None:
        async def main() -> None:
            await self.program(with_select=True)

        explore(main, schedules=200)


class TestRace:
    """In the race of Trio's documentation, two that tie both finish."""

    async def first_of(self, *async_fns: Callable[[], Awaitable[str]]) -> str:
        send, receive = trio.open_memory_channel[str](0)

        async def jockey(async_fn: Callable[[], Awaitable[str]]) -> None:
            await send.send(await async_fn())

        async with trio.open_nursery() as nursery:
            for async_fn in async_fns:
                nursery.start_soon(jockey, async_fn)
            winner = await receive.receive()
            nursery.cancel_scope.cancel()
            return winner

    def test_the_recipe(self) -> None:
        log: list[str] = []

        async def main() -> None:
            log.clear()

            async def runner(name: str) -> str:
                await trio.sleep(1)
                log.append(name)
                return name

            winner = await self.first_of(lambda: runner("a"), lambda: runner("b"))
            # Both have finished, although only one result comes out.
            assert log == [winner]

        with pytest.raises(AssertionError):
            explore(main)

    def test_our_race(self) -> None:
        async def main() -> None:
            log: list[str] = []

            async def runner(name: str) -> str:
                await trio.sleep(1)
                log.append(name)
                return name

            winner = await race(lambda: runner("a"), lambda: runner("b"))
            assert log[0] == winner

        explore(main, schedules=200)


class TestCancelledWriter:
    """A cancelled waiting writer of tricycle leaves the readers behind it asleep."""

    async def program(self, lock: RWLock | None) -> None:
        foreign: Any = None
        if lock is None:
            foreign = importlib.import_module("tricycle").RWLock()
        may_end = trio.Event()

        async def reads_first() -> None:
            if lock is not None:
                async with lock.read_locked():
                    await may_end.wait()
            else:
                async with foreign.read_locked():
                    await may_end.wait()

        async def writes(scope: trio.CancelScope) -> None:
            with scope:
                if lock is not None:
                    await lock.acquire_write()
                else:
                    await foreign.acquire(for_write=True)

        async def reads_later() -> None:
            if lock is not None:
                async with lock.read_locked():
                    may_end.set()
            else:
                async with foreign.read_locked():
                    may_end.set()

        scope = trio.CancelScope()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(reads_first)
            await trio.testing.wait_all_tasks_blocked()
            nursery.start_soon(writes, scope)
            await trio.testing.wait_all_tasks_blocked()
            nursery.start_soon(reads_later)
            await trio.testing.wait_all_tasks_blocked()
            scope.cancel()

    def test_tricycle(self) -> None:
        pytest.importorskip("tricycle", reason="tricycle is not installed")

        async def main() -> None:
            await self.program(None)

        with pytest.raises(DeadlockError):
            explore(main)
        with pytest.raises(DeadlockError):
            cancel_everywhere(main)

    def test_ours(self) -> None:
        async def main() -> None:
            await self.program(RWLock())

        explore(main, schedules=200)
        cancel_everywhere(main, schedules=10)


class TestOwnerThatEnds:
    """A writer of tricycle that ends with the lock leaves the others asleep.

    With ours, whoever waits is told: `trio.BrokenResourceError`, as with a `trio.Lock`.
    """

    async def program(
        self, take: Callable[[], Awaitable[object]], wait: Callable[[], Awaitable[None]]
    ) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(take)
            await trio.testing.wait_all_tasks_blocked()
            nursery.start_soon(wait)

    def test_tricycle(self) -> None:
        pytest.importorskip("tricycle", reason="tricycle is not installed")

        async def main() -> None:
            lock: Any = importlib.import_module("tricycle").RWLock()

            async def wait() -> None:
                await lock.acquire(for_write=False)

            await self.program(lambda: lock.acquire(for_write=True), wait)

        with pytest.raises(DeadlockError):
            explore(main)

    def test_ours(self) -> None:
        async def main() -> None:
            lock = RWLock()

            async def wait() -> None:
                with pytest.raises(trio.BrokenResourceError):
                    await lock.acquire_read()

            async def take() -> None:
                await lock.acquire_write()
                await trio.testing.wait_all_tasks_blocked(0.01)

            await self.program(take, wait)

        explore(main, schedules=200)
