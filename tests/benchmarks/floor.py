"""Against the floor: the same job, hand-written on plain Trio for this one purpose.

What is written by hand does the job and no more. It checks no arguments, knows its
callers, and makes fewer promises; each function here says which, where it matters.
"""

from __future__ import annotations

import importlib
from contextlib import ExitStack
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias

import trio

from trio_patterns import (
    Once,
    RWLock,
    WeightedSemaphore,
    after,
    amap,
    first_success,
    gather,
    hedge,
    recv,
    select,
    wait,
)

from . import services
from .measuring import Contest

if TYPE_CHECKING:
    from collections.abc import (
        AsyncGenerator,
        AsyncIterable,
        Awaitable,
        Callable,
        Iterable,
    )

    from trio_patterns.selection import Case

    from .measuring import Job


# It has no types.
trio_util: Any = importlib.import_module("trio_util")


async def answer() -> int:
    """Take one step, and answer."""
    await trio.lowlevel.checkpoint()
    return 1


async def answer_to(number: int) -> int:
    """Take one step, and answer with the number."""
    await trio.lowlevel.checkpoint()
    return number


async def no_answer() -> int:
    """Never answer."""
    await trio.sleep_forever()
    raise AssertionError


async def gather_by_hand(
    async_fns: Iterable[Callable[[], Awaitable[int]]],
) -> tuple[int, ...]:
    results: dict[int, int] = {}

    async def run(index: int, async_fn: Callable[[], Awaitable[int]]) -> None:
        results[index] = await async_fn()

    async with trio.open_nursery() as nursery:
        for index, async_fn in enumerate(async_fns):
            nursery.start_soon(run, index, async_fn)
    return tuple(results[index] for index in range(len(results)))


async def gather_with_limit_by_hand(
    async_fns: Iterable[Callable[[], Awaitable[int]]], limit: int
) -> tuple[int, ...]:
    results: dict[int, int] = {}
    places = trio.Semaphore(limit)

    async def run(index: int, async_fn: Callable[[], Awaitable[int]]) -> None:
        results[index] = await async_fn()
        places.release()

    async with trio.open_nursery() as nursery:
        for index, async_fn in enumerate(async_fns):
            await places.acquire()
            nursery.start_soon(run, index, async_fn)
    return tuple(results[index] for index in range(len(results)))


async def gather_with_workers_by_hand(
    async_fns: Iterable[Callable[[], Awaitable[int]]], limit: int
) -> tuple[int, ...]:
    """Call the functions in as many tasks as there are places, as one does in Go.

    A worker's state lasts from one function to the next: its context variables, its
    name. One that calls functions which never sleep gives nobody else a turn.
    """
    results: dict[int, int] = {}
    queue = enumerate(async_fns)

    async def work() -> None:
        for index, async_fn in queue:
            results[index] = await async_fn()

    async with trio.open_nursery() as nursery:
        for _ in range(limit):
            nursery.start_soon(work)
    return tuple(results[index] for index in range(len(results)))


async def sum_with_tasks_by_hand(items: Iterable[int], limit: int) -> int:
    """Add up the answers: a task for each item, and its result through a channel.

    A failing item and a reader that goes away are left to the nursery, which is enough
    here, as nothing is selected from the channel.
    """
    send, receive = trio.open_memory_channel[int](0)
    places = trio.Semaphore(limit)

    async def work(item: int) -> None:
        await send.send(await answer_to(item))
        places.release()

    async def feed() -> None:
        with send:
            async with trio.open_nursery() as workers:
                for item in items:
                    await places.acquire()
                    workers.start_soon(work, item)

    total = 0
    async with trio.open_nursery() as nursery:
        nursery.start_soon(feed)
        async for result in receive:
            total += result
    return total


async def sum_with_workers_by_hand(items: Iterable[int], limit: int) -> int:
    """Add up the answers: as many workers as there are places, as one does in Go.

    A worker's state lasts from one item to the next: its context variables, its scopes.
    """
    send, receive = trio.open_memory_channel[int](0)
    queue = iter(items)

    async def work(send: trio.MemorySendChannel[int]) -> None:
        with send:
            for item in queue:
                await send.send(await answer_to(item))

    total = 0
    async with trio.open_nursery() as nursery:
        with send:
            for _ in range(limit):
                nursery.start_soon(work, send.clone())
        async for result in receive:
            total += result
    return total


async def first_answer_by_hand(
    async_fns: Iterable[Callable[[], Awaitable[int]]],
) -> int:
    """Take the first answer. An error of one function ends it all."""
    answers: list[int] = []

    async def run(async_fn: Callable[[], Awaitable[int]]) -> None:
        answers.append(await async_fn())
        nursery.cancel_scope.cancel()

    async with trio.open_nursery() as nursery:
        for async_fn in async_fns:
            nursery.start_soon(run, async_fn)
    return answers[0]


async def hedge_by_hand(
    async_fns: Iterable[Callable[[], Awaitable[int]]], delay: float
) -> int:
    """Ask one after the other until one has answered. An error ends it all."""
    answers: list[int] = []
    answered = trio.Event()

    async def run(async_fn: Callable[[], Awaitable[int]]) -> None:
        answers.append(await async_fn())
        answered.set()

    async with trio.open_nursery() as nursery:
        for async_fn in async_fns:
            nursery.start_soon(run, async_fn)
            with trio.move_on_after(delay):
                await answered.wait()
                break
        await answered.wait()
        nursery.cancel_scope.cancel()
    return answers[0]


class TwoTasks(trio.abc.Instrument):
    """What a select of two channels must at least do, if a task waits in each of them.

    The two tasks are there from the start. The first to be woken withdraws the other at
    once, and brings the value. Channels that close, a cancellation from outside and a
    second select at the same time are not thought of.
    """

    def __init__(
        self, nursery: trio.Nursery, *channels: trio.MemoryReceiveChannel[int]
    ) -> None:
        self._tasks: dict[trio.lowlevel.Task, trio.CancelScope] = {}
        self._parked: set[trio.lowlevel.Task] = set()
        self._over = False
        for channel in channels:
            nursery.start_soon(self._wait_in, channel)
        nursery.start_soon(self._end_with_the_nursery)

    def __dir__(self) -> list[str]:
        return ["task_scheduled"]

    async def receive(self) -> int:
        self._settled, self._busy = False, len(self._tasks)
        self._caller = trio.lowlevel.current_task()
        for task in self._tasks:
            trio.lowlevel.reschedule(task)
        trio.lowlevel.add_instrument(self)
        await trio.lowlevel.wait_task_rescheduled(_stays)
        trio.lowlevel.remove_instrument(self)
        return self._value

    def task_scheduled(self, task: trio.lowlevel.Task) -> None:
        if task in self._parked and not self._settled:
            self._settled = True
            for other in self._parked - {task}:
                self._tasks[other].shield = False

    async def _wait_in(self, channel: trio.MemoryReceiveChannel[int]) -> None:
        task = trio.lowlevel.current_task()
        with trio.CancelScope() as cancelled:
            cancelled.cancel()
            with trio.CancelScope(shield=True) as shield:
                self._tasks[task] = shield
                while True:
                    await trio.lowlevel.wait_task_rescheduled(_stays)
                    if self._over:
                        break
                    if not self._settled:
                        self._parked.add(task)
                        try:
                            self._value = await channel.receive()
                        except trio.Cancelled:
                            shield.shield = True
                        self._parked.remove(task)
                    self._busy -= 1
                    if self._busy == 0:
                        trio.lowlevel.reschedule(self._caller)

    async def _end_with_the_nursery(self) -> None:
        try:
            await trio.sleep_forever()
        finally:
            self._over = True
            for task in self._tasks:
                trio.lowlevel.reschedule(task)


def _stays(_: object) -> trio.lowlevel.Abort:
    return trio.lowlevel.Abort.FAILED


def gather_few(_: trio.Nursery) -> dict[str, Job]:
    fns = [answer] * 3
    return {
        "by hand": lambda: gather_by_hand(fns),
        "gather": lambda: gather(*fns),
    }


def gather_many(_: trio.Nursery) -> dict[str, Job]:
    fns = [answer] * 100
    return {
        "by hand": lambda: gather_by_hand(fns),
        "gather": lambda: gather(*fns),
    }


def gather_with_limit(_: trio.Nursery) -> dict[str, Job]:
    fns = [answer] * 100
    return {
        "by hand, a task for each function": lambda: gather_with_limit_by_hand(fns, 10),
        "by hand, ten workers": lambda: gather_with_workers_by_hand(fns, 10),
        "gather(limit)": lambda: gather(*fns, limit=10),
    }


def worker_pool(_: trio.Nursery) -> dict[str, Job]:
    async def one_by_one() -> AsyncGenerator[int]:
        for number in range(100):
            yield number

    async def with_amap(
        items: Iterable[int] | AsyncIterable[int], *, ordered: bool
    ) -> int:
        async with amap(answer_to, items, limit=10, ordered=ordered) as results:
            return sum([result async for result in results])

    return {
        "by hand, a task for each item": lambda: sum_with_tasks_by_hand(range(100), 10),
        "by hand, ten workers": lambda: sum_with_workers_by_hand(range(100), 10),
        "amap": lambda: with_amap(range(100), ordered=False),
        "amap(ordered=True)": lambda: with_amap(range(100), ordered=True),
        "amap of an async generator": lambda: with_amap(one_by_one(), ordered=False),
    }


def redundant(_: trio.Nursery) -> dict[str, Job]:
    fns = [no_answer, answer, no_answer]
    return {
        "by hand": lambda: first_answer_by_hand(fns),
        "first_success": lambda: first_success(*fns),
    }


def hedged(_: trio.Nursery) -> dict[str, Job]:
    fns = [answer, no_answer, no_answer]
    return {
        "by hand": lambda: hedge_by_hand(fns, delay=1),
        "hedge": lambda: hedge(*fns, delay=1),
    }


def semaphore(_: trio.Nursery) -> dict[str, Job]:
    plain, weighted = trio.Semaphore(10), WeightedSemaphore(10)

    async def with_plain() -> None:
        await plain.acquire()
        plain.release()

    async def with_weighted() -> None:
        await weighted.acquire()
        weighted.release()

    return {"trio.Semaphore": with_plain, "WeightedSemaphore": with_weighted}


def semaphore_block(_: trio.Nursery) -> dict[str, Job]:
    plain, weighted = trio.Semaphore(10), WeightedSemaphore(10)

    async def with_plain() -> None:
        async with plain:
            pass

    async def with_weighted() -> None:
        async with weighted.hold():
            pass

    return {"trio.Semaphore": with_plain, "WeightedSemaphore": with_weighted}


def semaphore_handed_over(_: trio.Nursery) -> dict[str, Job]:
    """Ten tasks, one permit: all but the first one wait for it."""

    async def through(semaphore: trio.Semaphore | WeightedSemaphore) -> None:
        await semaphore.acquire()
        semaphore.release()

    async def all_through(semaphore: trio.Semaphore | WeightedSemaphore) -> None:
        await semaphore.acquire()
        async with trio.open_nursery() as nursery:
            for _ in range(10):
                nursery.start_soon(through, semaphore)
            await trio.lowlevel.checkpoint()
            semaphore.release()

    return {
        "trio.Semaphore": partial(all_through, trio.Semaphore(1)),
        "WeightedSemaphore": partial(all_through, WeightedSemaphore(1)),
    }


def lock(_: trio.Nursery) -> dict[str, Job]:
    plain, rw = trio.Lock(), RWLock()

    async def with_plain() -> None:
        await plain.acquire()
        plain.release()

    async def reading() -> None:
        await rw.acquire_read()
        rw.release_read()

    async def writing() -> None:
        await rw.acquire_write()
        rw.release_write()

    return {"trio.Lock": with_plain, "RWLock, read": reading, "RWLock, write": writing}


def lock_block(_: trio.Nursery) -> dict[str, Job]:
    plain, rw = trio.Lock(), RWLock()

    async def with_plain() -> None:
        async with plain:
            pass

    async def reading() -> None:
        async with rw.read_locked():
            pass

    async def writing() -> None:
        async with rw.write_locked():
            pass

    return {"trio.Lock": with_plain, "RWLock, read": reading, "RWLock, write": writing}


def once_done(nursery: trio.Nursery) -> dict[str, Job]:
    once = Once[int]()
    nursery.start_soon(once.do, answer)

    class Remembered:
        value: int | None = 1

    remembered = Remembered()

    async def with_attribute() -> int:
        await trio.lowlevel.checkpoint()
        if remembered.value is None:
            raise AssertionError
        return remembered.value

    return {
        "an attribute, a checkpoint": with_attribute,
        "Once.do": lambda: once.do(answer),
    }


def ready_select(nursery: trio.Nursery) -> dict[str, Job]:
    (send, numbers), (_, others) = open_channels(nursery, 2)
    number, other = recv(numbers), recv(others)

    async def receive() -> int:
        send.send_nowait(1)
        return await numbers.receive()

    async def select_one() -> object:
        send.send_nowait(1)
        return (await select(number))[1]

    async def select_timer() -> object:
        send.send_nowait(1)
        return (await select(number, after(10)))[1]

    async def select_two() -> object:
        send.send_nowait(1)
        return (await select(number, other))[1]

    async def select_new() -> object:
        send.send_nowait(1)
        return (await select(recv(numbers), recv(others)))[1]

    return {
        "receive": receive,
        "select(recv)": select_one,
        "select(recv, after)": select_timer,
        "select(recv, recv)": select_two,
        "select(recv, recv), cases made anew": select_new,
    }


def waiting_select(nursery: trio.Nursery) -> dict[str, Job]:
    """Ask another task for a value, and wait for it: a round trip.

    So the value always comes after the wait has begun. With several channels it comes
    on each in its turn.
    """
    ask, asked = trio.open_memory_channel[trio.MemorySendChannel[int]](1)
    pairs = open_channels(nursery, 4)
    (_, one), (_, two), *_ = pairs
    recvs = [recv(receive) for _, receive in pairs]
    turns = count()

    async def serve() -> None:
        with ask, asked:
            async for send in asked:
                send.send_nowait(1)

    nursery.start_soon(serve)
    shared = trio.Event()
    nursery.start_soon(select, recvs[3], wait(shared))

    def ask_for_one(channels: int) -> None:
        ask.send_nowait(pairs[next(turns) % channels][0])

    async def receive() -> int:
        ask_for_one(1)
        return await one.receive()

    two_tasks = TwoTasks(nursery, one, two)

    async def by_hand() -> int:
        ask_for_one(2)
        return await two_tasks.receive()

    async def wait_any() -> int:
        ask_for_one(2)
        await trio_util.wait_any(one.receive, two.receive)
        return 1

    def selecting(channels: int, *more: Case[None]) -> Job:
        cases = (*recvs[:channels], *more)

        async def job() -> object:
            ask_for_one(channels)
            return (await select(*cases))[1]

        return job

    return {
        "receive": receive,
        "select(recv)": selecting(1),
        "select(recv, after)": selecting(1, after(10)),
        "select(recv, wait)": selecting(1, wait(trio.Event())),
        "select(recv, wait), others wait too": selecting(1, wait(shared)),
        "select(recv, recv)": selecting(2),
        "select(recv, recv, after)": selecting(2, after(10)),
        "select(recv, recv, recv)": selecting(3),
        "two tasks, by hand": by_hand,
        "trio_util.wait_any of two": wait_any,
    }


Pair: TypeAlias = tuple[trio.MemorySendChannel[int], trio.MemoryReceiveChannel[int]]


def open_channels(nursery: trio.Nursery, number: int) -> list[Pair]:
    """Open channels for one value each, until all is measured."""
    pairs: list[Pair] = [trio.open_memory_channel[int](1) for _ in range(number)]

    async def close_at_the_end() -> None:
        with ExitStack() as stack:
            for send, receive in pairs:
                stack.enter_context(send)
                stack.enter_context(receive)
            await trio.sleep_forever()

    nursery.start_soon(close_at_the_end)
    return pairs


CONTESTS = [
    Contest("gather of 3 functions", gather_few, goal=1.1),
    Contest("gather of 100 functions", gather_many, goal=1.1),
    Contest("gather of 100 functions, 10 at once", gather_with_limit, goal=1.1),
    Contest("A worker pool: 100 items, 10 at once", worker_pool, goal=1.1),
    Contest("The first success of 3", redundant, goal=1.1),
    Contest("A hedged request that the first one answers", hedged, goal=1.1),
    Contest("A semaphore that is free", semaphore, goal=1.1),
    Contest("A semaphore that is free, as a block", semaphore_block, goal=1.1),
    Contest("A semaphore with 10 tasks waiting", semaphore_handed_over, goal=1.1),
    Contest("A lock that is free", lock, goal=1.1),
    Contest("A lock that is free, as a block", lock_block, goal=1.1),
    Contest("Once, when it is done", once_done, goal=1.1),
    *services.CONTESTS,
    Contest("A select with a ready case", ready_select),
    Contest("A select that waits", waiting_select),
]
