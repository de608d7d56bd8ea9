"""Growth: from few to very many, in time and in memory.

If the time grows in proportion to the number, the points lie on a line of slope 1 when
both axes are logarithmic. A slope above 1 means that each one costs more the more there
are; at the small end a slope below 1 is the fixed cost of the call.
"""

from __future__ import annotations

import gc
import math
import statistics
import tracemalloc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import trio
import trio.testing

from trio_patterns import (
    RateLimiter,
    RWLock,
    Topic,
    WeightedSemaphore,
    batched,
    gather,
    pipeline,
    recv,
    select,
    wait,
)

from .floor import answer, gather_by_hand, open_channels
from .measuring import Contest, middle_half, times_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .measuring import Effort, Job, Result

# Does the work for so many, and tells whether all went well.
Sized = Callable[[int], Awaitable[bool]]


@dataclass(frozen=True)
class Growth:
    """A job that can be done for few and for many.

    Attributes:
        title: The job.
        unit: What there are few or many of.
        sizes: How many.
        prepare: Makes the job of a size.
    """

    title: str
    unit: str
    sizes: Sequence[int]
    prepare: Callable[[int, trio.Nursery], Job]


def measure(effort: Effort) -> Result:
    # The large sizes take seconds each; for a slope, a few rounds will do.
    few = replace(effort, rounds=min(effort.rounds, 7))
    return {
        "slopes": [_grow(growth, few) for growth in GROWTHS],
        "memory": [
            {"name": name, "bytes": trio.run(_bytes_each, waiting, effort)}
            for name, waiting in WAITING.items()
        ],
    }


def _grow(growth: Growth, effort: Effort) -> Result:
    sizes = [size for size in growth.sizes if size <= effort.largest]

    def prepare(nursery: trio.Nursery) -> dict[str, Job]:
        return {str(size): growth.prepare(size, nursery) for size in sizes}

    times = times_of(Contest(growth.title, prepare), effort)
    slopes = [
        slope(sizes, of_a_round) for of_a_round in zip(*times.values(), strict=True)
    ]
    low, high = middle_half(slopes)
    return {
        "title": growth.title,
        "unit": growth.unit,
        "sizes": sizes,
        "seconds": [statistics.median(times[str(size)]) for size in sizes],
        "slope": statistics.median(slopes),
        "low": low,
        "high": high,
    }


def slope(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Give the slope of the line that fits best when both axes are logarithmic."""
    xs, ys = [list(map(math.log, values)) for values in (sizes, seconds)]
    return statistics.linear_regression(xs, ys).slope


def tasks_by_hand(size: int, _: trio.Nursery) -> Job:
    fns = [answer] * size

    async def job() -> bool:
        return await gather_by_hand(fns) == (1,) * size

    return job


def tasks(size: int, _: trio.Nursery) -> Job:
    fns = [answer] * size

    async def job() -> bool:
        return await gather(*fns) == (1,) * size

    return job


def tasks_with_limit(size: int, _: trio.Nursery) -> Job:
    fns = [answer] * size

    async def job() -> bool:
        return await gather(*fns, limit=10) == (1,) * size

    return job


def cases(size: int, nursery: trio.Nursery) -> Job:
    """Wait for as many channels; the value comes on one after the other."""
    pairs = open_channels(nursery, size)
    recvs = [recv(receive) for _, receive in pairs]

    async def job() -> bool:
        done = True
        for index in 0, size // 2, size - 1:
            async with trio.open_nursery() as senders:
                senders.start_soon(pairs[index][0].send, index)
                done = done and await select(*recvs) == (index, index)
        return done

    return job


def cases_of_new_channels(size: int, _: trio.Nursery) -> Job:
    """The same, with channels that no select has seen before."""

    async def job() -> bool:
        async with trio.open_nursery() as nursery:
            done = bool(await cases(size, nursery)())
            nursery.cancel_scope.cancel()
        return done

    return job


def selects(size: int, _: trio.Nursery) -> Job:
    """As many workers wait for a value, or to be stopped; each gets a value."""

    async def job() -> bool:
        send, receive = trio.open_memory_channel[int](0)
        values = recv(receive)
        stop = wait(trio.Event())
        got: list[int] = []

        async def work() -> None:
            match await select(values, stop):
                case 0, int(value):
                    got.append(value)
                case _:
                    raise AssertionError

        async with trio.open_nursery() as nursery:
            for _ in range(size):
                nursery.start_soon(work)
            with send, receive:
                for number in range(size):
                    await send.send(number)
                await trio.testing.wait_all_tasks_blocked()
        return sorted(got) == list(range(size))

    return job


def uncollected(
    prepare: Callable[[int, trio.Nursery], Job],
) -> Callable[[int, trio.Nursery], Job]:
    """The same, with Python's garbage collector off: how much of it is the collector's?

    It looks at all that lives, again and again, and ten thousand that wait are much.
    """

    def prepare_uncollected(size: int, nursery: trio.Nursery) -> Job:
        collected = prepare(size, nursery)

        async def job() -> bool:
            gc.disable()
            try:
                return bool(await collected())
            finally:
                gc.enable()

        return job

    return prepare_uncollected


def semaphore_waiters(size: int, _: trio.Nursery) -> Job:
    """As many wait for the one permit, and hand it on."""

    async def job() -> bool:
        semaphore = WeightedSemaphore(1)
        served = 0

        async def through() -> None:
            nonlocal served
            async with semaphore.hold():
                served += 1

        async with trio.open_nursery() as nursery, semaphore.hold():
            for _ in range(size):
                nursery.start_soon(through)
            await trio.testing.wait_all_tasks_blocked()
        return served == size

    return job


def topic_members(size: int, _: trio.Nursery) -> Job:
    """As many get three values; each has room for one. Then they leave, one by one."""

    async def job() -> bool:
        topic = Topic[int]()
        served = 0

        async def read() -> None:
            nonlocal served
            with topic.subscribe(1) as inbox:
                for _ in range(3):
                    await inbox.receive()
                    await trio.lowlevel.checkpoint()
                served += 1

        async with trio.open_nursery() as nursery:
            for _ in range(size):
                nursery.start_soon(read)
            await trio.testing.wait_all_tasks_blocked()
            for number in range(3):
                await topic.publish(number)
        return served == size

    return job


def topic_publishers(size: int, _: trio.Nursery) -> Job:
    """As many wait in line for one slow member."""

    async def job() -> bool:
        topic = Topic[int]()
        async with trio.open_nursery() as nursery:
            with topic.subscribe(1) as inbox:
                for number in range(size):
                    nursery.start_soon(topic.publish, number)
                await trio.testing.wait_all_tasks_blocked()
                got = [await inbox.receive() for _ in range(size)]
        return sorted(got) == list(range(size))

    return job


def batches(size: int, _: trio.Nursery) -> Job:
    """As many values in batches of 10, and as many in one batch."""

    async def job() -> bool:
        read = 0
        for limit in 10, size:
            async with batched(range(size), limit) as stream:
                async for batch in stream:
                    read += len(batch)
        return read == 2 * size

    return job


def limiter_waiters(size: int, _: trio.Nursery) -> Job:
    """As many wait for a token each, behind one who wants a lot of them."""

    async def job() -> bool:
        limiter = RateLimiter(20_000, burst=size)
        limiter.acquire_nowait(size)
        served = 0

        async def take(tokens: int) -> None:
            nonlocal served
            await limiter.acquire(tokens)
            served += 1

        async with trio.open_nursery() as nursery:
            nursery.start_soon(take, size)
            await trio.testing.wait_all_tasks_blocked()
            for _ in range(size):
                nursery.start_soon(take, 1)
        return served == size + 1

    return job


def stages(size: int, _: trio.Nursery) -> Job:
    """A hundred values go through as many stages."""

    async def hand_on(
        receive: trio.MemoryReceiveChannel[int], send: trio.MemorySendChannel[int]
    ) -> None:
        async for value in receive:
            await send.send(value)

    async def job() -> bool:
        async with pipeline(range(100), *[hand_on] * size) as results:
            return [result async for result in results] == list(range(100))

    return job


_DECADES = [10, 100, 1_000, 10_000]
_CASES = [2, 4, 8, 16, 32, 64]
GROWTHS = [
    Growth("by hand, results of tasks", "tasks", [*_DECADES, 100_000], tasks_by_hand),
    Growth("gather", "tasks", [*_DECADES, 100_000], tasks),
    Growth("gather, no collector", "tasks", [*_DECADES, 100_000], uncollected(tasks)),
    Growth("gather, 10 at once", "tasks", [*_DECADES, 100_000], tasks_with_limit),
    Growth("select, more cases", "cases", _CASES, cases),
    Growth(
        "select, more cases, of new channels", "cases", _CASES, cases_of_new_channels
    ),
    Growth("selects that wait at once", "selects", [1, *_DECADES], selects),
    Growth("selects, no collector", "selects", [1, *_DECADES], uncollected(selects)),
    Growth("WeightedSemaphore", "waiters", _DECADES, semaphore_waiters),
    Growth("RateLimiter", "waiters", _DECADES, limiter_waiters),
    Growth("Topic", "members", _DECADES, topic_members),
    Growth("Topic, one slow member", "publishers", _DECADES, topic_publishers),
    Growth("batched", "values", _DECADES, batches),
    Growth("pipeline, 100 values", "stages", [1, 2, 5, 10, 20], stages),
]


async def _bytes_each(waiting: Callable[[trio.Nursery], Job], effort: Effort) -> int:
    """Give the memory that one task takes while it waits, by `tracemalloc`."""
    number = min(2_000, effort.largest)
    async with trio.open_nursery() as nursery:
        job = waiting(nursery)
        await trio.testing.wait_all_tasks_blocked()
        nursery.start_soon(job)  # so that what is needed once is there
        await trio.testing.wait_all_tasks_blocked()
        tracemalloc.start()
        try:
            for _ in range(number):
                nursery.start_soon(job)
            await trio.testing.wait_all_tasks_blocked()
            taken, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        nursery.cancel_scope.cancel(reason="all is measured")
    return round(taken / number)


def _a_task(_: trio.Nursery) -> Job:
    return trio.sleep_forever


def _a_semaphore(_: trio.Nursery) -> Job:
    return trio.Semaphore(0).acquire


def _a_weighted_semaphore(_: trio.Nursery) -> Job:
    semaphore = WeightedSemaphore(1)
    semaphore.acquire_nowait()
    return semaphore.acquire


def _a_rate_limiter(_: trio.Nursery) -> Job:
    limiter = RateLimiter(1e-9)
    limiter.acquire_nowait()
    return limiter.acquire


def _a_member(_: trio.Nursery) -> Job:
    topic = Topic[int]()

    async def read() -> None:
        with topic.subscribe(1) as inbox:
            await inbox.receive()

    return read


def _a_publisher(nursery: trio.Nursery) -> Job:
    topic = Topic[int]()

    async def stay() -> None:
        with topic.subscribe(1):
            topic.publish_nowait(0)
            await trio.sleep_forever()

    nursery.start_soon(stay)
    return partial(topic.publish, 1)


def _a_batched_stream(nursery: trio.Nursery) -> Job:
    ((_, receive),) = open_channels(nursery, 1)

    async def read() -> None:
        async with batched(receive, 10) as batches:
            await batches.receive()

    return read


def _a_lock(nursery: trio.Nursery) -> Job:
    lock = trio.Lock()

    async def wait_for_it() -> None:
        async with lock:
            await trio.sleep_forever()

    nursery.start_soon(wait_for_it)
    return lock.acquire


def _an_rwlock(nursery: trio.Nursery) -> Job:
    lock = RWLock()

    async def wait_for_it() -> None:
        async with lock.write_locked():
            await trio.sleep_forever()

    nursery.start_soon(wait_for_it)
    return lock.acquire_read


def _a_receive(nursery: trio.Nursery) -> Job:
    ((_, receive),) = open_channels(nursery, 1)
    return receive.receive


def _a_select_beside_an_event(nursery: trio.Nursery) -> Job:
    ((_, receive),) = open_channels(nursery, 1)
    return partial(select, recv(receive), wait(trio.Event()))


def _a_select(channels: int, nursery: trio.Nursery) -> Job:
    recvs = [recv(receive) for _, receive in open_channels(nursery, channels)]
    return partial(select, *recvs)


WAITING: dict[str, Callable[[trio.Nursery], Job]] = {
    "trio.sleep_forever": _a_task,
    "receive": _a_receive,
    "select of one channel": partial(_a_select, 1),
    "select of a channel and an event": _a_select_beside_an_event,
    "select of two channels": partial(_a_select, 2),
    "select of three channels": partial(_a_select, 3),
    "trio.Semaphore": _a_semaphore,
    "WeightedSemaphore": _a_weighted_semaphore,
    "RateLimiter": _a_rate_limiter,
    "a member of a Topic": _a_member,
    "a publisher of a Topic": _a_publisher,
    "a stream of batched": _a_batched_stream,
    "trio.Lock": _a_lock,
    "RWLock": _an_rwlock,
}
