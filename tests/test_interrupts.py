"""A real SIGINT at each line of the helpers: nothing is lost, kept or half done.

Where a helper is protected, Trio keeps the `KeyboardInterrupt` for the main task's next
checkpoint; elsewhere it is raised at the very line. Each scenario uses a helper in the
main task and in another one, and says itself what must hold when its run is over.
"""

from __future__ import annotations

import itertools
import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

import pytest
import trio
import trio.testing

from tests.support import instruments, interrupted_at
from trio_patterns import (
    Once,
    RateLimiter,
    RWLock,
    SingleFlight,
    Ticker,
    Topic,
    WeightedSemaphore,
    after,
    amap,
    batched,
    gather,
    hedge,
    open_limited_nursery,
    recv,
    select,
    select_nowait,
    send,
    tick,
    wait,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    # What is run, and what must hold afterwards.
    Scenario: TypeAlias = tuple[Callable[[], Awaitable[object]], Callable[[], object]]

PACKAGE = "trio_patterns"
# The library's own, and not the tools that may watch it.
MODULES = [
    module
    for name, module in sys.modules.items()
    if re.match(rf"{PACKAGE}\.(?!_tasks|testing|timeline|guide|workshop|cli)", name)
]


def drained(receive: trio.MemoryReceiveChannel[int]) -> list[int]:
    """Take what is left in a channel, in which nobody waits any more."""
    statistics = receive.statistics()
    assert statistics.tasks_waiting_receive == statistics.tasks_waiting_send == 0
    values: list[int] = []
    with suppress(trio.WouldBlock):
        while True:
            values.append(receive.receive_nowait())
    return values


def two_channels() -> Scenario:
    """Receive from two channels with helpers, while others send and select, too."""
    ends = [trio.open_memory_channel[int](size) for size in (0, 2)]
    sent: list[int] = []
    received: list[int] = []

    async def sends(end: trio.MemorySendChannel[int], numbers: range) -> None:
        for number in numbers:
            await trio.sleep(1)
            await end.send(number)
            sent.append(number)

    async def selects(first: int, rounds: int) -> None:
        (a, b), rest = ends, iter(range(first, first + rounds))
        for number in rest:
            match await select(recv(a[1]), recv(b[1]), send(b[0], number)):
                case 2, _:
                    sent.append(number)
                case _, int(value):
                    received.append(value)
                case closed:
                    raise AssertionError(closed)

    async def main() -> None:
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(sends, ends[0][0], range(2))
                nursery.start_soon(sends, ends[1][0], range(10, 12))
                nursery.start_soon(selects, 20, 1)
                await selects(30, 3)
                nursery.cancel_scope.cancel()
        finally:
            for _, receive in ends:
                received.extend(drained(receive))
            assert not [i for i in instruments() if "selection" in type(i).__module__]

    def check() -> None:
        assert sorted(received) == sorted(sent)

    return main, check


def beside_an_event_and_a_timer() -> Scenario:
    """Wait for a channel, an event and a timer, of which each comes in turn."""
    send_number, numbers = trio.open_memory_channel[int](1)
    stop = trio.Event()
    sent: list[int] = []
    received: list[int] = []

    async def feed() -> None:
        await trio.sleep(1)
        send_number.send_nowait(1)
        sent.append(1)
        await trio.sleep(3)
        stop.set()

    async def until_stop() -> None:
        while True:
            match await select(recv(numbers), wait(stop), after(2)):
                case 0, int(number):
                    received.append(number)
                case 1, _:
                    break
                case _:
                    pass

    async def main() -> None:
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(feed)
                nursery.start_soon(until_stop)
                await until_stop()
        finally:
            received.extend(drained(numbers))
            assert stop.statistics().tasks_waiting == 0

    def check() -> None:
        assert received == sent

    return main, check


def without_waiting() -> Scenario:
    """Take from a full channel and put into another, as long as there is room."""
    source, sink = (trio.open_memory_channel[int](3) for _ in range(2))
    for number in range(3):
        source[0].send_nowait(number)
    held: list[int] = []

    async def main() -> None:
        while True:
            await trio.lowlevel.checkpoint()
            try:
                match select_nowait(recv(source[1]), send(sink[0], 7)):
                    case 0, int(number):
                        held.append(number)
                    case _:
                        held.append(-7)
            except trio.WouldBlock:
                break

    def check() -> None:
        held.extend(drained(source[1]) + drained(sink[1]))
        assert sorted(n for n in held if abs(n) != 7) == [0, 1, 2]
        assert held.count(7) == held.count(-7)

    return main, check


def ticks() -> Scenario:
    """Share one ticker between a loop and a select, then begin another loop."""
    ticker = Ticker(1)
    given: list[float] = []

    async def selects() -> None:
        while len(given) < 4:
            given.append((await select(tick(ticker), after(100)))[1] or 0)

    async def main() -> None:
        try:
            async with trio.open_nursery() as nursery:
                async for when in ticker:
                    given.append(when)
                    if len(given) == 2:
                        nursery.start_soon(selects)
                    if len(given) >= 4:
                        break
        finally:
            # Given once each, on phase; and the loop is over, so another may begin.
            assert len(set(given)) == len(given)
            assert all(when % 1 == given[0] % 1 for when in given)
            with trio.CancelScope(shield=True):
                start = trio.current_time()
                async for when in ticker:
                    assert when == start + 1
                    break

    return main, lambda: None


def permits() -> Scenario:
    """Take and give back a semaphore, both halves of a lock, and a limiter's tokens."""
    semaphore, lock = WeightedSemaphore(2), RWLock()
    limiter = RateLimiter(1, burst=2)

    async def use(weight: int) -> None:
        async with semaphore.hold(weight):
            await trio.sleep(1)
        async with lock.read_locked():
            await trio.sleep(1)
        async with lock.write_locked():
            await trio.sleep(1)
        await limiter.acquire(weight)

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(use, 1)
            nursery.start_soon(use, 2)
            await use(1)

    def check() -> None:
        async def unused() -> None:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(semaphore.acquire, 2)
                nursery.start_soon(lock.acquire_write)
            assert semaphore.statistics().tasks_waiting == 0

        trio.run(unused)

    return main, check


def shared_work() -> Scenario:
    """Run once what several want; a run that was interrupted is nobody's result."""
    once, flight = Once[str](), SingleFlight[str, str]()
    running = 0

    async def work() -> str:
        nonlocal running
        running += 1
        try:
            assert running == 1
            await trio.sleep(1)
            return "done"
        finally:
            running -= 1

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(once.do, work)
            assert await once.do(work) == "done"
        async with trio.open_nursery() as nursery:
            nursery.start_soon(flight.do, "key", work)
            assert (await flight.do("key", work)) in {"done", ("done", True)}

    def check() -> None:
        async def again() -> None:
            with trio.fail_after(10):
                assert await once.do(work) == "done"
                await flight.do("key", work)

        assert running == 0
        trio.run(again, clock=trio.testing.MockClock(autojump_threshold=0))

    return main, check


def a_topic() -> Scenario:
    """Publish to two members, one of which is slow."""
    topic = Topic[int]()

    async def listen(seconds: float) -> None:
        with topic.subscribe(buffer=1) as numbers:
            async for _ in numbers:
                await trio.sleep(seconds)

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(listen, 1)
            nursery.start_soon(listen, 0)
            await trio.testing.wait_all_tasks_blocked()
            for number in range(3):
                await topic.publish(number)
            topic.close()

    def check() -> None:
        statistics = topic.statistics()
        assert statistics.tasks_waiting == 0
        assert statistics.members == 0

    return main, check


def tasks() -> Scenario:
    """Start tasks in every helper that does; none is left."""
    begun = ended = 0

    async def job(seconds: float = 1) -> float:
        nonlocal begun, ended
        begun += 1
        try:
            await trio.sleep(seconds)
            return seconds
        finally:
            ended += 1

    async def numbers() -> AsyncIterator[int]:
        for number in range(3):
            await job()
            yield number

    async def main() -> None:
        assert await gather(job, job, job, limit=2) == (1, 1, 1)
        assert await hedge(job, job, delay=0.5) == 1
        async with open_limited_nursery(1) as nursery:
            for _ in range(2):
                await nursery.spawn(job)
        async with amap(job, [1, 2, 3], limit=2) as results:
            async for _ in results:
                pass
        async with (
            amap(job, numbers(), limit=1) as results,
            batched(results, 2, within=5) as batches,
        ):
            async for _ in batches:
                pass

    def check() -> None:
        assert begun == ended

    return main, check


# Those with a thousand lines take seconds.
SCENARIOS = [
    two_channels,
    pytest.param(beside_an_event_and_a_timer, marks=pytest.mark.slow),
    without_waiting,
    pytest.param(ticks, marks=pytest.mark.slow),
    pytest.param(permits, marks=pytest.mark.slow),
    shared_work,
    a_topic,
    pytest.param(tasks, marks=pytest.mark.slow),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.__name__)
def test_sigint_at_each_line(scenario: Callable[[], Scenario]) -> None:
    for line in itertools.count(1):
        main, check = scenario()
        interrupted = interrupted_at(line, main, *MODULES)
        check()
        if not interrupted:
            assert line > 20  # it did go through our code
            break
