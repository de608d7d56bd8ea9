"""The detector knows what the library's own primitives wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio
import trio.testing

from trio_patterns.once import Once
from trio_patterns.rwlock import RWLock
from trio_patterns.selection import recv, select, wait
from trio_patterns.semaphores import WeightedSemaphore
from trio_patterns.singleflight import SingleFlight
from trio_patterns.testing import DeadlockError, deadlock_detector, explore, run

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def report_of(
    async_fn: Callable[[], Awaitable[object]],
    *,
    partial: bool = False,
    clock: trio.abc.Clock | None = None,
) -> DeadlockError:
    async def main() -> None:
        async with deadlock_detector(partial=partial):
            await async_fn()

    with pytest.raises(DeadlockError) as caught:
        trio.run(main, clock=clock)
    return caught.value


async def goes_on() -> None:
    while True:  # noqa: ASYNC110  # nothing is polled
        await trio.sleep(0.01)


def test_weighted_semaphore() -> None:
    async def main() -> None:
        semaphore = WeightedSemaphore(3)
        await semaphore.acquire(2)
        await semaphore.acquire(2)

    (task,) = report_of(main).tasks
    assert (task.kind, task.function) == ("semaphore", "main")
    assert task.waits_for == "2 of the permits of a WeightedSemaphore"


def test_select() -> None:
    async def main() -> None:
        _send, receive = trio.open_memory_channel[int](0)
        await select(recv(receive), wait(trio.Event()))

    (task,) = report_of(main).tasks
    assert (task.kind, task.function) == ("select", "main")


def test_after_a_select_there_are_idle_helpers() -> None:
    async def main() -> None:
        event = trio.Event()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(select, wait(event), wait(trio.Event()))
            await trio.testing.wait_all_tasks_blocked()
            event.set()
        await trio.Event().wait()

    (task,) = report_of(main).tasks
    assert (task.kind, task.function) == ("event", "main")


def test_a_select_under_explore_is_the_same_each_time() -> None:
    async def main() -> int:
        events = [trio.Event() for _ in range(9)]
        for event in events:
            event.set()
        return (await select(*map(wait, events)))[0]

    picked = [run(main, seed=seed) for seed in range(30)]
    assert picked == [run(main, seed=seed) for seed in range(30)]
    assert len(set(picked)) > 3
    assert not explore(main, schedules=5).complete


async def read(first: RWLock, second: RWLock) -> None:
    async with first.read_locked():
        await trio.testing.wait_all_tasks_blocked()
        async with second.write_locked():
            raise AssertionError


@pytest.mark.parametrize("partial", [False, True])
def test_rwlock_readers_that_want_to_write(partial: bool) -> None:
    async def main() -> None:
        one, two = RWLock(), RWLock()
        async with trio.open_nursery() as nursery:
            if partial:
                nursery.start_soon(goes_on)
            nursery.start_soon(read, one, two, name="left")
            nursery.start_soon(read, two, one, name="right")

    error = report_of(main, partial=partial)
    assert sorted(error.cycle) == ["left", "right"]
    held_by = {task.name: task.held_by for task in error.tasks}
    assert held_by["left"] == ("right",)


def test_rwlock_reader_behind_a_writer() -> None:
    async def main() -> None:
        lock, other = RWLock(), trio.Lock()

        async def reads() -> None:
            async with lock.read_locked():
                await trio.sleep(0.03)
                async with other:
                    raise AssertionError

        async def writes() -> None:
            await trio.sleep(0.01)
            async with lock.write_locked():
                raise AssertionError

        async def reads_later() -> None:
            async with other:
                await trio.sleep(0.02)
                async with lock.read_locked():
                    raise AssertionError

        async with trio.open_nursery() as nursery:
            nursery.start_soon(goes_on)
            nursery.start_soon(reads)
            nursery.start_soon(writes)
            nursery.start_soon(reads_later)

    # The clock that jumps keeps the order of the sleeps on a busy machine too.
    clock = trio.testing.MockClock(autojump_threshold=0)
    error = report_of(main, partial=True, clock=clock)
    assert set(error.cycle) == {"reads", "writes", "reads_later"}


def test_rwlock_who_holds_back_whom() -> None:
    async def main() -> None:
        lock = RWLock()
        async with lock.read_locked(), trio.open_nursery() as nursery:
            for name, acquire in (
                ("writer", lock.acquire_write),
                ("reader", lock.acquire_read),
                ("last", lock.acquire_write),
            ):
                nursery.start_soon(acquire, name=name)
                await trio.testing.wait_all_tasks_blocked()

    held_by = {task.name: task.held_by for task in report_of(main).tasks}
    assert held_by["writer"] == held_by["last"] == ("main",)
    assert held_by["reader"] == ("writer",)


def test_rwlock_waiting_for_the_writer() -> None:
    async def main() -> None:
        lock = RWLock()
        async with lock.write_locked(), trio.open_nursery() as nursery:
            nursery.start_soon(lock.acquire_read, name="child")

    error = report_of(main)
    assert set(error.cycle) == {"main", "child"}


@pytest.mark.parametrize("partial", [False, True])
def test_once_through_a_child(partial: bool) -> None:
    async def main() -> None:
        once = Once[None]()

        async def again() -> None:
            await once.do(trio.lowlevel.checkpoint)

        async def make() -> None:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(again)

        async with trio.open_nursery() as nursery:
            if partial:
                nursery.start_soon(goes_on)
            nursery.start_soon(once.do, make, name="maker")

    error = report_of(main, partial=partial)
    assert set(error.cycle) == {"maker", "again"}
    assert [task.held_by for task in error.tasks if task.name == "again"] == [
        ("maker",)
    ]


def test_single_flights_that_wait_for_each_other() -> None:
    async def main() -> None:
        flight = SingleFlight[str, None]()

        async def make(other: str) -> None:
            await trio.testing.wait_all_tasks_blocked()
            await flight.do(other, trio.lowlevel.checkpoint)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(flight.do, "a", make, "b", name="a")
            nursery.start_soon(flight.do, "b", make, "a", name="b")

    assert sorted(report_of(main).cycle) == ["a", "b"]
