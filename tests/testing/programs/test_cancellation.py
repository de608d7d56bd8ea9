"""Small programs that a cancellation breaks at some step, and how to mend them.

Each is a class that makes its objects anew in `run` and looks at them in `check`: with
``right=False`` it is the wrong program, with ``right=True`` its corrected twin.
`cancel_everywhere` must find the one and pass the other.
"""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
import trio

from trio_patterns.semaphores import WeightedSemaphore
from trio_patterns.testing import cancel_everywhere

PROGRAMS: list[type[Program]] = []


class Program:
    """A program that is right or wrong."""

    def __init__(self, right: bool) -> None:
        self.right = right

    def __init_subclass__(cls) -> None:
        PROGRAMS.append(cls)

    async def run(self) -> None:
        raise NotImplementedError

    def check(self) -> None:
        """What must hold after each run."""


class ValueDropped(Program):
    """Received, and then lost at the next checkpoint."""

    async def run(self) -> None:
        self.kept: list[int] = []
        send, receive = trio.open_memory_channel[int](1)
        self.receive = receive
        send.send_nowait(1)
        value = await receive.receive()
        if self.right:
            self.kept.append(value)
        await trio.sleep(1)
        if not self.right:
            self.kept.append(value)

    def check(self) -> None:
        waiting = self.receive.statistics().current_buffer_used
        assert waiting + len(self.kept) == 1


class PermitLeaked(Program):
    async def run(self) -> None:
        self.semaphore = WeightedSemaphore(2)
        if self.right:
            async with self.semaphore.hold(2):
                await trio.sleep(1)
        else:
            await self.semaphore.acquire(2)
            await trio.sleep(1)
            self.semaphore.release(2)

    def check(self) -> None:
        self.semaphore.acquire_nowait(2)


class LockKept(Program):
    """A checkpoint between the acquire and the ``try``."""

    async def run(self) -> None:
        self.lock = trio.Lock()
        await self.lock.acquire()
        if not self.right:
            await trio.sleep(1)
        try:
            await trio.sleep(1)
        finally:
            self.lock.release()

    def check(self) -> None:
        assert not self.lock.locked()


class ClosedOnlyHalfWay(Program):
    """An ``await`` in ``finally``, which the cancellation cuts short."""

    async def run(self) -> None:
        self.closed = False
        try:
            await trio.sleep(1)
        finally:
            with trio.CancelScope(shield=self.right):
                await trio.sleep(1)
                self.closed = True

    def check(self) -> None:
        assert self.closed


class TransferHalfDone(Program):
    async def run(self) -> None:
        self.accounts = {"a": 100, "b": 0}
        self.accounts["a"] -= 30
        if not self.right:
            await trio.sleep(1)
        self.accounts["b"] += 30
        await trio.sleep(1)

    def check(self) -> None:
        assert sum(self.accounts.values()) == 100


class CountNotTakenBack(Program):
    """A child's mistake: the steps of the main task alone would not show it."""

    async def run(self) -> None:
        self.active = 0
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.child)

    async def child(self) -> None:
        await trio.lowlevel.checkpoint()
        self.active += 1
        regarded = BaseException if self.right else Exception
        try:
            await trio.sleep(1)
        except regarded:
            self.active -= 1
            raise
        self.active -= 1

    def check(self) -> None:
        assert self.active == 0


class CleanUpHangs(Program):
    """It waits, shielded, for a sibling that is cancelled too."""

    async def run(self) -> None:
        flushed = trio.Event()

        async def writer() -> None:
            await trio.sleep(2)
            flushed.set()

        async def user() -> None:
            try:
                await trio.sleep(1)
            finally:
                with trio.move_on_after(5 if self.right else float("inf")) as scope:
                    scope.shield = True
                    await flushed.wait()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(writer)
            nursery.start_soon(user)


class CancellationSwallowed(Program):
    """A loop that tries again whatever happens."""

    async def run(self) -> None:
        retried = Exception if self.right else BaseException
        tries = 0
        while tries < 3:
            try:
                await trio.sleep(1)
                tries += 1
            except retried:
                continue


class RetriesSwallowCancellation(Program):
    """A bounded loop: it ends, and the function goes on as if nothing had happened."""

    async def run(self) -> None:
        retried = Exception if self.right else BaseException
        for _ in range(3):
            try:
                await trio.sleep(1)
                break
            except retried:
                continue


class ChildSwallowsCancellation(Program):
    """Its parent is cancelled too, and lets the cancellation pass."""

    async def run(self) -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.child)

    async def child(self) -> None:
        with contextlib.suppress(OSError if self.right else BaseException):
            await trio.sleep(1)


class ErrorInstead(Program):
    """A clean-up that takes for granted what the cancellation prevented."""

    async def run(self) -> None:
        connection: list[str] = []
        try:
            await trio.sleep(1)
            connection.append("open")
            await trio.sleep(1)
        finally:
            if connection or not self.right:
                connection.pop()


@pytest.mark.parametrize("schedules", [3, pytest.param(1000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("program", PROGRAMS)
def test_program(program: Any, schedules: int) -> None:
    wrong = program(right=False)
    with pytest.raises(Exception) as caught:  # noqa: PT011  # each has its own
        cancel_everywhere(wrong.run, check=wrong.check, schedules=schedules)
    assert "cancel_everywhere: cancelled" in "".join(caught.value.__notes__)
    right = program(right=True)
    cancel_everywhere(right.run, check=right.check, schedules=schedules)
