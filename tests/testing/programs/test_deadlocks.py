"""Small programs that hang in some order of their tasks, and how to mend them.

Each is one function: called with ``right=False`` it is the wrong program, with
``right=True`` its corrected twin. `explore` must find the one and pass the other.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import pytest
import trio

from trio_patterns.once import Once
from trio_patterns.rwlock import RWLock
from trio_patterns.selection import recv, select, wait
from trio_patterns.semaphores import WeightedSemaphore
from trio_patterns.testing import DeadlockError, explore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PROGRAMS: list[Callable[[bool], Awaitable[None]]] = []


def program(
    fn: Callable[[bool], Awaitable[None]],
) -> Callable[[bool], Awaitable[None]]:
    PROGRAMS.append(fn)
    return fn


checkpoint = trio.lowlevel.checkpoint


@program
async def lock_order(right: bool) -> None:
    one, two = trio.Lock(), trio.Lock()

    async def work(first: trio.Lock, second: trio.Lock) -> None:
        async with first, second:
            await checkpoint()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(work, one, two)
        nursery.start_soon(work, *((one, two) if right else (two, one)))


@program
async def dining_philosophers(right: bool) -> None:
    forks = [trio.Lock() for _ in range(3)]

    async def dine(seat: int) -> None:
        mine = [seat, (seat + 1) % 3]
        if right:
            mine.sort()
        async with forks[mine[0]]:
            await checkpoint()
            async with forks[mine[1]]:
                pass

    async with trio.open_nursery() as nursery:
        for seat in range(3):
            nursery.start_soon(dine, seat)


@program
async def lock_held_while_a_child_wants_it(right: bool) -> None:
    lock = trio.Lock()

    async def child() -> None:
        async with lock:
            pass

    async with trio.open_nursery() as outer, lock, trio.open_nursery() as inner:
        (outer if right else inner).start_soon(child)


@program
async def forgotten_close(right: bool) -> None:
    send, receive = trio.open_memory_channel[int](0)

    async def produce() -> None:
        for number in range(2):
            await send.send(number)
        if right:
            send.close()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(produce)
        async for _ in receive:
            pass


@program
async def original_left_open_beside_its_clones(right: bool) -> None:
    send, receive = trio.open_memory_channel[int](0)

    async def produce(send: trio.MemorySendChannel[int]) -> None:
        with send:
            await send.send(1)

    async with trio.open_nursery() as nursery:
        for _ in range(2):
            nursery.start_soon(produce, send.clone())
        if right:
            send.close()
        async for _ in receive:
            pass


@program
async def results_read_too_late(right: bool) -> None:
    send, receive = trio.open_memory_channel[int](3 if right else 0)

    async with trio.open_nursery() as nursery:
        for number in range(3):
            nursery.start_soon(send.send, number)
    for _ in range(3):
        await receive.receive()


@program
async def reader_gives_up_early(right: bool) -> None:
    send, receive = trio.open_memory_channel[int](0)

    async def produce() -> None:
        for number in range(3):
            try:
                await send.send(number)
            except trio.BrokenResourceError:
                return

    async with trio.open_nursery() as nursery:
        nursery.start_soon(produce)
        await receive.receive()
        if right:
            receive.close()


@program
async def both_ends_receive_first(right: bool) -> None:
    to_left, at_left = trio.open_memory_channel[str](0)
    to_right, at_right = trio.open_memory_channel[str](0)

    async def left() -> None:
        if right:
            await to_right.send("hello")
        await at_left.receive()
        if not right:
            await to_right.send("hello")

    async def other() -> None:
        await at_right.receive()
        await to_left.send("hello to you")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(left)
        nursery.start_soon(other)


@program
async def notified_before_it_waits(right: bool) -> None:
    condition, ready = trio.Condition(), [False]

    async def waits() -> None:
        async with condition:
            while not (right and ready[0]):
                await condition.wait()
                if not right:
                    break

    async def notifies() -> None:
        async with condition:
            ready[0] = True
            condition.notify()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(waits)
        nursery.start_soon(notifies)


@program
async def one_notify_for_two(right: bool) -> None:
    condition, items = trio.Condition(), [0]

    async def takes() -> None:
        async with condition:
            while not items[0]:
                await condition.wait()
            items[0] -= 1

    async with trio.open_nursery() as nursery:
        for _ in range(2):
            nursery.start_soon(takes)
        await checkpoint()
        async with condition:
            items[0] += 2
            condition.notify(2 if right else 1)


@program
async def event_replaced_while_somebody_waits(right: bool) -> None:
    events = [trio.Event()]

    async def waits() -> None:
        await events[0].wait()

    async def sets() -> None:
        if not right:
            events[0] = trio.Event()
        events[0].set()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(waits)
        nursery.start_soon(sets)


@program
async def done_is_not_told_after_an_error(right: bool) -> None:
    done = trio.Event()

    async def work() -> None:
        try:
            await checkpoint()
            raise ValueError
        except ValueError:
            if right:
                done.set()
            return
        done.set()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(work)
        await done.wait()


@program
async def permit_kept_on_one_way_out(right: bool) -> None:
    semaphore = trio.Semaphore(1)

    async def work(number: int) -> None:
        await semaphore.acquire()
        await checkpoint()
        if number == 0 and not right:
            return
        semaphore.release()

    async with trio.open_nursery() as nursery:
        for number in range(2):
            nursery.start_soon(work, number)


@program
async def permits_taken_one_by_one(right: bool) -> None:
    semaphore = WeightedSemaphore(3)

    async def work() -> None:
        if right:
            await semaphore.acquire(2)
        else:
            for _ in range(2):
                await semaphore.acquire()
                await checkpoint()
        await checkpoint()
        semaphore.release(2)

    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(work)


@program
async def two_readers_that_want_to_write(right: bool) -> None:
    one, two = RWLock(), RWLock()

    async def copy(source: RWLock, target: RWLock) -> None:
        async with source.read_locked():
            await checkpoint()
            if not right:
                await target.acquire_write()
                target.release_write()
        if right:
            async with target.write_locked():
                pass

    async with trio.open_nursery() as nursery:
        nursery.start_soon(copy, one, two)
        nursery.start_soon(copy, two, one)


@program
async def once_that_needs_itself(right: bool) -> None:
    settings, database = Once[str](), Once[str]()

    async def connect() -> str:
        return await settings.do(load)

    async def load() -> str:
        await checkpoint()
        return "from file" if right else await in_a_child()

    async def in_a_child() -> str:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(settings.do, load)
        return "from database"

    await database.do(connect)


@program
async def barrier_with_one_missing(right: bool) -> None:
    arrived, everybody = [0], trio.Event()

    async def party(number: int) -> None:
        await checkpoint()
        if number == 2 and not right:
            return
        arrived[0] += 1
        if arrived[0] == 3:
            everybody.set()
        await everybody.wait()

    async with trio.open_nursery() as nursery:
        for number in range(3):
            nursery.start_soon(party, number)


@program
async def select_without_a_way_out(right: bool) -> None:
    send, receive = trio.open_memory_channel[int](0)
    stop = trio.Event()

    async def serve() -> None:
        while True:
            cases = (recv(receive), wait(stop if right else trio.Event()))
            match await select(*cases):
                case 1, _:
                    return
                case _:
                    pass

    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve)
        await send.send(1)
        stop.set()


@pytest.mark.parametrize("schedules", [50, pytest.param(1000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("program", PROGRAMS)
def test_program(program: Any, schedules: int) -> None:
    with pytest.raises(DeadlockError) as caught:
        explore(functools.partial(program, False), schedules=schedules)
    # A task that runs a library's function from the start is nowhere in this file.
    assert __file__ in {task.file for task in caught.value.tasks}
    explore(functools.partial(program, True), schedules=schedules)
