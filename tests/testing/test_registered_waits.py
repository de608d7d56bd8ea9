"""Waits of other libraries, and those that somebody has registered."""

from __future__ import annotations

import functools
import importlib
from typing import Any

import pytest
import trio
import trio.testing

from trio_patterns._tasks.waits import wait_of
from trio_patterns.testing import DeadlockError, deadlock_detector, register_wait


class Baton:
    """What one task gives to another, by hand."""

    def __init__(self) -> None:
        self.waiter: trio.lowlevel.Task | None = None

    async def take(self) -> None:
        def abort(_: object) -> trio.lowlevel.Abort:
            self.waiter = None
            return trio.lowlevel.Abort.SUCCEEDED

        self.waiter = trio.lowlevel.current_task()
        await trio.lowlevel.wait_task_rescheduled(abort)

    def give(self) -> None:
        assert self.waiter is not None
        trio.lowlevel.reschedule(self.waiter)


class KnownBaton(Baton):
    async def take(self) -> None:
        def abort(_: object) -> trio.lowlevel.Abort:
            return trio.lowlevel.Abort.SUCCEEDED

        self.waiter = trio.lowlevel.current_task()
        await trio.lowlevel.wait_task_rescheduled(abort)


register_wait(KnownBaton.take, "a {baton}")


async def detected(wait: Any, *args: Any) -> None:
    async with deadlock_detector():
        await wait(*args)


def test_a_registered_wait_is_part_of_a_deadlock() -> None:
    with pytest.raises(DeadlockError) as caught:
        trio.run(detected, KnownBaton().take)
    assert [task.waits_for for task in caught.value.tasks] == ["a {baton}"]
    assert caught.value.cycle == ()


@pytest.mark.parametrize("kind", [Baton, KnownBaton])
async def test_only_a_registered_wait_is_known(kind: type[Baton]) -> None:
    baton = kind()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(baton.take)
        await trio.testing.wait_all_tasks_blocked()
        (waiter,) = nursery.child_tasks
        assert wait_of(waiter).known == (kind is KnownBaton)
        baton.give()


def test_a_thread_that_ends_a_registered_wait_is_seen() -> None:
    async def main() -> None:
        baton = KnownBaton()

        def give() -> None:
            trio.from_thread.run_sync(baton.give)

        async with deadlock_detector(), trio.open_nursery() as nursery:
            nursery.start_soon(baton.take)
            await trio.testing.wait_all_tasks_blocked()
            await trio.to_thread.run_sync(give)

    trio.run(main)


def async_value() -> Any:
    return importlib.import_module("trio_util").AsyncValue(0).wait_value(1)


def transition() -> Any:
    return importlib.import_module("trio_util").AsyncValue(0).wait_transition()


async def tricycle_lock() -> None:
    lock = importlib.import_module("tricycle").RWLock()

    async with trio.open_nursery() as nursery:
        await lock.acquire(for_write=True)
        nursery.start_soon(lock.acquire_read)


async def anyio_semaphore() -> None:
    await importlib.import_module("anyio").Semaphore(0).acquire()


async def anyio_thread() -> None:
    """Its own call has the token, too, while it waits for the limiter."""
    anyio = importlib.import_module("anyio")
    limiter = anyio.CapacityLimiter(1)
    await limiter.acquire_on_behalf_of("somebody")
    await anyio.to_thread.run_sync(int, limiter=limiter)


@pytest.mark.parametrize(
    ("wait", "what"),
    [
        (async_value, "a value of an AsyncValue"),
        (transition, "a value of an AsyncValue"),
        (tricycle_lock, "a tricycle.RWLock"),
        (anyio_semaphore, "a Semaphore"),
        (anyio_thread, "a token of a CapacityLimiter"),
    ],
)
def test_waits_of_well_known_libraries(wait: Any, what: str) -> None:
    for library in ("trio_util", "tricycle", "anyio"):
        pytest.importorskip(library)
    with pytest.raises(DeadlockError) as caught:
        trio.run(detected, wait)
    assert caught.value.tasks[-1].waits_for == what


def generator() -> Any:
    yield


@pytest.mark.parametrize(
    "no_async_function",
    [print, generator, 3, functools.partial(Baton.take, Baton())],
)
def test_what_is_no_async_function(no_async_function: Any) -> None:
    with pytest.raises(TypeError, match="async_fn must be an async function, not"):
        register_wait(no_async_function, "something")


def test_bad_words() -> None:
    with pytest.raises(TypeError, match="what must be a string, not 3"):
        register_wait(Baton.take, 3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="what must not be empty"):
        register_wait(Baton.take, "")


def test_a_wait_that_is_known_already() -> None:
    with pytest.raises(ValueError, match=r"Event\.wait.* is known already: an Event"):
        register_wait(trio.Event.wait, "an event of mine")


def test_registering_again_gives_it_other_words() -> None:
    async def take() -> None:
        await trio.lowlevel.ParkingLot().park()

    register_wait(take, "one")
    register_wait(take, "the other")
    with pytest.raises(DeadlockError) as caught:
        trio.run(detected, take)
    assert caught.value.tasks[0].waits_for == "the other"
