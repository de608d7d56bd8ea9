"""Against the peers: other libraries that do the same job, or nearly the same.

Here our helper is the unit, so a peer above 1 is slower. Where a peer promises less,
the comparison is in its favour: `trio_util.wait_any` and `wait_all` give no results,
`aiometer` needs a sequence where `amap` takes any source, and `anyio.gather` takes
coroutine objects.
"""

from __future__ import annotations

from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING

import aiometer
import aioresult
import anyio
import anyio.functools
import tricycle
import trio

from trio_patterns import (
    Once,
    RWLock,
    SingleFlight,
    Ticker,
    WeightedSemaphore,
    amap,
    gather,
    race,
)

from .floor import answer, answer_to, no_answer, trio_util, waiting_select
from .measuring import Contest

if TYPE_CHECKING:
    from .measuring import Job


def gathering(number: int, _: trio.Nursery) -> dict[str, Job]:
    fns = [answer] * number

    async def with_anyio() -> tuple[int, ...]:
        return await anyio.gather(*[fn() for fn in fns])

    async def with_aioresult() -> tuple[int, ...]:
        async with trio.open_nursery() as nursery:
            captures = [aioresult.ResultCapture.start_soon(nursery, fn) for fn in fns]
        return tuple(capture.result() for capture in captures)

    async def with_wait_all() -> tuple[int, ...]:
        await trio_util.wait_all(*fns)
        return (1,) * number  # it gives no results

    async def with_aiometer() -> tuple[int, ...]:
        return tuple(await aiometer.run_all(fns))

    return {
        "gather": lambda: gather(*fns),
        "anyio.gather": with_anyio,
        "aioresult.ResultCapture": with_aioresult,
        "trio_util.wait_all": with_wait_all,
        "aiometer.run_all": with_aiometer,
    }


def gathering_with_limit(_: trio.Nursery) -> dict[str, Job]:
    fns = [answer] * 100

    async def with_anyio() -> tuple[int, ...]:
        places = anyio.Semaphore(10)

        async def answer_in_turn() -> int:
            async with places:
                return await answer()

        return await anyio.gather(*[answer_in_turn() for _ in fns])

    async def with_aiometer() -> tuple[int, ...]:
        return tuple(await aiometer.run_all(fns, max_at_once=10))

    return {
        "gather(limit)": lambda: gather(*fns, limit=10),
        "anyio.gather, anyio.Semaphore": with_anyio,
        "aiometer.run_all(max_at_once)": with_aiometer,
    }


def mapping(_: trio.Nursery) -> dict[str, Job]:
    items = range(100)

    async def with_amap(*, ordered: bool) -> int:
        async with amap(answer_to, items, limit=10, ordered=ordered) as results:
            return sum([result async for result in results])

    async def with_aiometer() -> int:
        async with aiometer.amap(answer_to, items, max_at_once=10) as results:
            return sum([result async for result in results])

    return {
        "amap": partial(with_amap, ordered=False),
        "amap(ordered=True)": partial(with_amap, ordered=True),
        "aiometer.amap(max_at_once)": with_aiometer,
    }


def mapping_all(_: trio.Nursery) -> dict[str, Job]:
    """All at once: what `anyio.amap` does, which gives a list of the results."""
    items = range(100)

    async def with_gather() -> list[int]:
        return list(await gather(*[partial(answer_to, item) for item in items]))

    return {
        "gather": with_gather,
        "anyio.amap": lambda: anyio.amap(answer_to, items),
    }


def racing(_: trio.Nursery) -> dict[str, Job]:
    fns = [no_answer, answer, no_answer]

    async def with_wait_any() -> int:
        await trio_util.wait_any(*fns)
        return 1  # it gives no result

    return {"race": lambda: race(*fns), "trio_util.wait_any": with_wait_any}


def as_they_come(_: trio.Nursery) -> dict[str, Job]:
    """The results of twenty tasks, each as soon as it is there."""
    items = range(20)

    async def with_amap() -> int:
        async with amap(answer_to, items, limit=20) as results:
            return sum([result async for result in results])

    async def with_aioresult() -> int:
        send, receive = trio.open_memory_channel[aioresult.ResultCapture[int]](0)
        async with trio.open_nursery() as nursery:
            captures = [
                aioresult.ResultCapture.start_soon(nursery, answer_to, item)
                for item in items
            ]
            nursery.start_soon(aioresult.results_to_channel, captures, send)
            return sum([capture.result() async for capture in receive])

    async def with_anyio() -> int:
        async with anyio.as_completed(*[answer_to(item) for item in items]) as handles:
            return sum([handle.return_value async for handle in handles])

    return {
        "amap": with_amap,
        "aioresult.results_to_channel": with_aioresult,
        "anyio.as_completed": with_anyio,
    }


def semaphore(_: trio.Nursery) -> dict[str, Job]:
    ours, theirs = WeightedSemaphore(10), anyio.Semaphore(10)
    limiter = anyio.CapacityLimiter(10)

    async def with_ours() -> None:
        async with ours.hold():
            pass

    async def with_theirs(places: anyio.Semaphore | anyio.CapacityLimiter) -> None:
        async with places:
            pass

    return {
        "WeightedSemaphore": with_ours,
        "anyio.Semaphore": partial(with_theirs, theirs),
        "anyio.CapacityLimiter": partial(with_theirs, limiter),
    }


def reading(_: trio.Nursery) -> dict[str, Job]:
    return _locking("read_locked")


def writing(_: trio.Nursery) -> dict[str, Job]:
    return _locking("write_locked")


def _locking(mode: str) -> dict[str, Job]:
    async def hold(lock: RWLock | tricycle.RWLock) -> None:
        async with getattr(lock, mode)():
            pass

    return {
        "RWLock": partial(hold, RWLock()),
        "tricycle.RWLock": partial(hold, tricycle.RWLock(read_biased=False)),
    }


def remembering(nursery: trio.Nursery) -> dict[str, Job]:
    once = Once[int]()
    nursery.start_soon(once.do, answer)
    cached = anyio.functools.cache(answer)
    # With a checkpoint, as a call of ours has one in any case.
    stepping = anyio.functools.lru_cache(always_checkpoint=True)(answer)
    return {
        "Once.do": lambda: once.do(answer),
        "anyio.functools.cache": cached,
        "anyio.functools.lru_cache(always_checkpoint=True)": stepping,
    }


def sharing(_: trio.Nursery) -> dict[str, Job]:
    """Ten callers share one run, and nothing is remembered."""

    async def together(call: Job) -> None:
        async with trio.open_nursery() as nursery:
            for _ in range(10):
                nursery.start_soon(call)

    flight = SingleFlight[str, int]()

    async def with_cache() -> None:
        cached = anyio.functools.cache(answer)
        await together(cached)

    return {
        "SingleFlight.do": lambda: together(lambda: flight.do("key", answer)),
        "anyio.functools.cache, made anew": with_cache,
    }


def ticking(_: trio.Nursery) -> dict[str, Job]:
    async def with_ticker() -> int:
        ticks = 0
        async for _ in Ticker(1):
            ticks += 1
            if ticks == 50:
                break
        return ticks

    async def with_periodic() -> int:
        ticks = -1  # it begins with one at the start
        async with aclosing(trio_util.periodic(1)) as steps:
            async for _ in steps:
                ticks += 1
                if ticks == 50:
                    break
        return ticks

    return {"Ticker": with_ticker, "trio_util.periodic": with_periodic}


def selecting(nursery: trio.Nursery) -> dict[str, Job]:
    jobs = waiting_select(nursery)
    return {
        name: jobs[name] for name in ("select(recv, recv)", "trio_util.wait_any of two")
    }


CONTESTS = [
    Contest("The results of 3 functions", partial(gathering, 3)),
    Contest("The results of 100 functions", partial(gathering, 100)),
    Contest("The results of 100 functions, 10 at once", gathering_with_limit),
    Contest("A stream of 100 results, 10 at once", mapping),
    Contest("A list of 100 results, all at once", mapping_all),
    Contest("20 results as they come, all at once", as_they_come),
    Contest("The first of 3 to finish", racing),
    Contest("One of two channels, waiting", selecting),
    Contest("A semaphore that is free, as a block", semaphore),
    Contest("A lock that is free, to read", reading),
    Contest("A lock that is free, to write", writing),
    Contest("One result for all, when it is there", remembering),
    Contest("One run shared by 10 callers", sharing),
    Contest("50 ticks of a clock that jumps", ticking, on_mock_clock=True),
]
