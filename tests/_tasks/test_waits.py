"""What each of Trio's primitives is taken for; `trio_patterns`' own have their file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing

from trio_patterns._tasks.trio_names import NEXT_SIGNAL
from trio_patterns._tasks.waits import Wait, is_in_lot, is_machinery, wait_of
from trio_patterns.testing import run

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    AsyncFn = Callable[[], Awaitable[object]]


def held_lock() -> tuple[AsyncFn, object]:
    lock = trio.StrictFIFOLock()
    lock.acquire_nowait()
    return lock.acquire, lock


def taken_semaphore() -> tuple[AsyncFn, object]:
    semaphore = trio.Semaphore(0)
    return semaphore.acquire, semaphore


def full_limiter() -> tuple[AsyncFn, object]:
    limiter = trio.CapacityLimiter(1)
    limiter.acquire_on_behalf_of_nowait("somebody")
    return limiter.acquire, limiter


def condition() -> tuple[AsyncFn, object]:
    condition = trio.Condition()

    async def wait() -> None:
        async with condition:
            await condition.wait()

    return wait, condition


def full_channel() -> tuple[AsyncFn, object]:
    send, _ = trio.open_memory_channel[int](0)
    return lambda: send.send(1), send


def empty_channel() -> tuple[AsyncFn, object]:
    _, receive = trio.open_memory_channel[int](0)
    return receive.receive, receive


def event() -> tuple[AsyncFn, object]:
    event = trio.Event()
    return event.wait, event


def parking_lot() -> tuple[AsyncFn, object]:
    lot = trio.lowlevel.ParkingLot()
    return lot.park, lot


def sleep_forever() -> tuple[AsyncFn, object]:
    return trio.sleep_forever, None


def sleep() -> tuple[AsyncFn, object]:
    return partial(trio.sleep, 9), None


def unknown() -> tuple[AsyncFn, object]:
    def abort(_raise_cancel: object) -> trio.lowlevel.Abort:
        return trio.lowlevel.Abort.SUCCEEDED

    async def somewhere() -> None:
        await trio.lowlevel.wait_task_rescheduled(abort)

    return somewhere, None


def no_signal() -> tuple[AsyncFn, object]:
    receiver = NEXT_SIGNAL.owner()
    return receiver.__anext__, receiver


async def looked_at(async_fn: AsyncFn) -> tuple[Wait, bool]:
    """What a task waits for when it calls the function, and whether in a lot."""
    async with trio.open_nursery() as nursery:

        async def waiter() -> None:
            await async_fn()

        nursery.start_soon(waiter)
        await trio.testing.wait_all_tasks_blocked()
        (task,) = nursery.child_tasks
        found = wait_of(task), is_in_lot(task)
        nursery.cancel_scope.cancel()
    return found


@pytest.mark.parametrize(
    ("make", "kind", "known", "in_lot"),
    [
        (held_lock, "lock", True, True),
        (taken_semaphore, "semaphore", True, True),
        (full_limiter, "limiter", True, True),
        (condition, "condition", True, True),
        (parking_lot, "parking lot", True, True),
        (full_channel, "send", True, False),
        (empty_channel, "receive", True, False),
        (event, "event", True, False),
        (sleep_forever, "sleep", True, False),
        (sleep, "sleep", True, False),
        (unknown, "unknown", False, False),
        (no_signal, "signal", True, True),
    ],
)
def test_primitives(
    make: Callable[[], tuple[AsyncFn, object]], kind: str, known: bool, in_lot: bool
) -> None:
    async def main() -> None:
        async_fn, target = make()
        wait, parked = await looked_at(async_fn)
        assert (wait.kind, wait.known, parked) == (kind, known, in_lot)
        assert wait.target is target
        assert wait.place is not None
        assert wait.place.file == __file__

    run(main)


def test_holders_are_those_who_have_to_act() -> None:
    async def main() -> None:
        lock = trio.Lock()
        async with lock:
            wait, _ = await looked_at(lock.acquire)
            assert wait.holders == (trio.lowlevel.current_task(),)

        async def parent() -> None:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(trio.sleep_forever)

        wait, _ = await looked_at(parent)
        assert (wait.kind, [task.name for task in wait.holders]) == (
            "nursery",
            ["trio.sleep_forever"],
        )

    run(main)


def test_one_that_was_woken_has_no_holders() -> None:
    async def main() -> None:
        lock = trio.Lock()
        async with trio.open_nursery() as nursery:
            await lock.acquire()
            nursery.start_soon(lock.acquire)
            await trio.testing.wait_all_tasks_blocked()
            (waiter,) = nursery.child_tasks
            assert wait_of(waiter).holders
            lock.release()
            wait = wait_of(waiter)
            assert (wait.kind, wait.holders, is_in_lot(waiter)) == ("lock", (), False)

    trio.run(main)


def test_a_condition_that_was_notified_waits_for_its_lock() -> None:
    async def main() -> None:
        condition = trio.Condition()

        async def waits() -> None:
            async with condition:
                await condition.wait()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(waits)
            await trio.testing.wait_all_tasks_blocked()
            async with condition:
                condition.notify()
                (waiter,) = nursery.child_tasks
                wait = wait_of(waiter)
                assert (wait.kind, wait.what) == ("lock", "the Lock of a Condition")
                assert wait.holders == (trio.lowlevel.current_task(),)

    run(main)


def test_its_turn() -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.lowlevel.checkpoint)
            (task,) = nursery.child_tasks
            assert wait_of(task).kind == "start"
            for _ in range(2):
                await trio.lowlevel.cancel_shielded_checkpoint()
            assert wait_of(task).kind == "checkpoint"
        assert wait_of(trio.lowlevel.current_task()).kind == "running"

    run(main, seed=-1)


def test_machinery() -> None:
    async def main() -> None:
        task: Any = trio.lowlevel.current_root_task()
        assert is_machinery(task)
        assert not is_machinery(trio.lowlevel.current_task())

    trio.run(main)
