from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st

from tests.streams.support import (
    Numbers,
    Receive,
    Send,
    any_source,
    choose,
    copy,
    double,
    identity,
    variable,
)
from tests.support import Thing, no_garbage_collector
from trio_patterns.streams import amap, merge, pipeline
from trio_patterns.testing import explore, run

if TYPE_CHECKING:
    from collections.abc import (
        AsyncGenerator,
        Iterator,
    )

    from trio.testing import MockClock


async def test_results_come_as_they_are_ready(autojump_clock: MockClock) -> None:
    async def work(seconds: int) -> tuple[int, float]:
        await trio.sleep(seconds)
        return seconds, trio.current_time()

    async with amap(work, [3, 1, 1, 2], limit=2) as results:
        assert [result async for result in results] == [(1, 1), (1, 2), (3, 3), (2, 4)]
    assert autojump_clock.current_time() == 4
    async with amap(work, [3, 1, 1, 2], limit=2, ordered=True) as results:
        # The place of the second becomes free when it is handed over, after the first.
        assert [result async for result in results] == [(3, 7), (1, 5), (1, 8), (2, 9)]


@given(
    durations=st.lists(st.integers(0, 9)),
    limit=st.integers(1, 4),
    pause=st.integers(0, 3),
    seed=st.integers(0, 2**16),
)
def test_ordered_results_against_a_model(
    durations: list[int], limit: int, pause: int, seed: int
) -> None:
    """An item is taken when the one ``limit`` places before it was handed over."""
    expected: list[float] = []
    for index, seconds in enumerate(durations):
        taken = expected[index - limit] if index >= limit else 0
        reader_is_there = expected[-1] + pause if expected else 0
        expected.append(max(taken + seconds, reader_is_there))

    async def work(job: tuple[int, int]) -> int:
        index, seconds = job
        await trio.sleep(seconds)
        return index

    async def main() -> list[tuple[int, float]]:
        got: list[tuple[int, float]] = []
        jobs = enumerate(durations)
        async with amap(work, jobs, limit=limit, ordered=True) as results:
            async for index in results:
                got.append((index, trio.current_time()))
                await trio.sleep(pause)
        return got

    assert run(main, seed=seed) == list(enumerate(expected))


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 5])
@any_source
def test_never_more_than_the_limit_are_out(
    kind: str, limit: int, ordered: bool
) -> None:
    working = 0

    async def work(number: int) -> int:
        nonlocal working
        working += 1
        assert working <= limit
        await trio.sleep(choose([0, 1, 2]))
        working -= 1
        return number

    async def main() -> None:
        numbers = Numbers(15)
        received: list[int] = []
        async with (
            numbers.source(kind) as source,
            amap(work, source, limit=limit, ordered=ordered) as results,
        ):
            async for number in results:
                received.append(number)
                # The one just received may have been replaced already.
                assert numbers.taken - len(received) <= limit
                await trio.sleep(choose([0, 0, 1]))
                assert numbers.taken - len(received) <= limit
        assert sorted(received) == list(range(15))
        if ordered:
            assert received == list(range(15))

    explore(main, schedules=15)


@pytest.mark.parametrize("ordered", [False, True])
def test_a_worker_that_fails(ordered: bool) -> None:
    async def work(number: int) -> int:
        running.add(number)
        try:
            if number == 3:
                await trio.sleep(1)
                raise ValueError(number)
            if number > 3:
                await trio.sleep_forever()
            return number
        finally:
            running.remove(number)

    async def main() -> None:
        numbers = Numbers()
        with pytest.RaisesGroup(pytest.RaisesExc(ValueError, match=r"^3$")):
            async with amap(
                work, numbers.generator(), limit=3, ordered=ordered
            ) as results:
                received = [await results.receive() for _ in range(3)]
                assert received == [0, 1, 2] or not ordered
                await results.receive()
        assert running == set()
        assert numbers.open == 0
        assert trio.current_time() == 1

    running: set[int] = set()
    explore(main, schedules=20)


@pytest.mark.parametrize("error", [None, OSError()])
async def test_a_call_with_a_nursery_is_ended_while_the_block_goes_on(
    autojump_clock: MockClock, error: Exception | None
) -> None:
    async def work(number: int) -> None:
        if number > 0:
            return
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep_forever)
            try:
                await trio.sleep_forever()
            finally:
                if error is not None:
                    raise error

    async def close_and_stay() -> None:
        async with amap(work, [0, 1], limit=2) as results:
            results.close()
            await trio.sleep(1)
            assert error is None

    if error is None:
        await close_and_stay()
        assert autojump_clock.current_time() == 1
    else:
        with pytest.RaisesGroup(pytest.RaisesGroup(OSError)):
            await close_and_stay()


@any_source
def test_no_call_begins_when_the_source_has_cancelled_all(kind: str) -> None:
    async def main() -> None:
        started: list[int] = []

        def cancel_at_the_second() -> Iterator[int]:
            for number in Numbers().iterator():
                if number == 1:
                    scope.cancel()
                yield number

        async def work(number: int) -> None:
            started.append(number)

        numbers = Numbers()
        numbers.iterator = cancel_at_the_second  # type: ignore[method-assign]
        with trio.CancelScope() as scope:
            async with (
                numbers.source(kind) as source,
                amap(work, source, limit=2) as results,
            ):
                async for _ in results:
                    pass
        assert scope.cancelled_caught
        assert started in ([], [0])

    explore(main, schedules=30)


@any_source
def test_no_call_begins_when_the_block_was_left(kind: str) -> None:
    left = False

    async def work(_: int) -> None:
        assert not left

    async def main() -> None:
        nonlocal left
        for steps in range(9):
            left = False
            async with (
                Numbers().source(kind) as source,
                amap(work, source, limit=3),
            ):
                for _ in range(steps):
                    await trio.lowlevel.checkpoint()
                left = True

    explore(main, schedules=10)


def test_the_last_worker_fails_and_the_reader_sees_no_end() -> None:
    async def work(number: int) -> int:
        if number == 2:
            raise ValueError
        return number

    async def main() -> None:
        with pytest.RaisesGroup(ValueError):
            async with amap(work, range(3), limit=1) as results:
                async for _ in results:
                    pass
                over.append("the reader believes that all went well")

    over: list[str] = []
    explore(main, schedules=20)
    assert over == []


async def test_errors_of_the_same_tick_leave_in_one_group() -> None:
    event = trio.Event()

    async def work(number: int) -> int:
        await event.wait()
        raise [ValueError, OSError, KeyboardInterrupt][number]

    async def read() -> None:
        async with amap(work, range(3), limit=3) as results:
            await trio.testing.wait_all_tasks_blocked()
            event.set()
            try:
                await results.receive()
            finally:
                raise KeyError

    with pytest.RaisesGroup(ValueError, OSError, KeyboardInterrupt, KeyError):
        await read()


@any_source
@pytest.mark.parametrize("ordered", [False, True])
async def test_functions_see_the_callers_context(kind: str, ordered: bool) -> None:
    seen: list[str] = []

    async def look_and_change(_: int) -> None:
        seen.append(variable.get())
        variable.set("changed by a function")
        await trio.lowlevel.checkpoint()

    async def change_in_source() -> AsyncGenerator[int]:
        async with Numbers(4).source(kind) as source, pipeline(source) as numbers:
            async for number in numbers:
                variable.set("changed by the source")
                yield number

    variable.set("of the caller")
    stream = amap(look_and_change, change_in_source(), limit=2, ordered=ordered)
    variable.set("after the call")
    async with stream as results:
        async for _ in results:
            variable.set("changed by the block")
    assert seen == ["of the caller"] * 4


@pytest.mark.parametrize("ordered", [False, True])
def test_each_call_has_a_context_of_its_own(ordered: bool) -> None:
    """Though one worker makes several of them, and iterates the source in between."""
    seen: list[str] = []

    def change_in_source() -> Iterator[int]:
        for number in range(6):
            seen.append(variable.get())
            variable.set("of the source")
            yield number

    async def look_and_change(_: int) -> None:
        assert variable.get() == "of the caller"
        variable.set("changed by a function")
        await trio.sleep(choose([0, 1]))
        assert variable.get() == "changed by a function"

    async def main() -> None:
        seen.clear()
        variable.set("of the caller")
        async with amap(
            look_and_change, change_in_source(), limit=2, ordered=ordered
        ) as results:
            variable.set("changed by the block")
            assert [result async for result in results] == [None] * 6
        assert seen == ["of the caller"] + ["of the source"] * 5

    explore(main, schedules=20)


# While one works, one waits for the next item, of which there is one each second.
@pytest.mark.parametrize(("duration", "most"), [(0.5, 2), (3.5, 5)])
@any_source
def test_there_are_no_more_workers_than_needed(
    kind: str, duration: float, most: int
) -> None:
    async def work(_: int) -> None:
        workers.add(trio.lowlevel.current_task())
        await trio.sleep(duration)

    async def slowly(numbers: Receive[int]) -> AsyncGenerator[int]:
        async for number in numbers:
            await trio.sleep(1)
            yield number

    async def main() -> None:
        workers.clear()
        async with (
            Numbers(20).source(kind) as source,
            merge(source) as numbers,
            amap(work, slowly(numbers), limit=1000) as results,
        ):
            await results.receive()
            living = trio.lowlevel.current_statistics().tasks_living
            async for _ in results:
                now = trio.lowlevel.current_statistics().tasks_living
                assert now <= living + 1
        assert len(workers) <= most

    workers: set[trio.lowlevel.Task] = set()
    explore(main, schedules=10)


async def test_a_worker_for_each_item_if_there_are_few() -> None:
    before = trio.lowlevel.current_statistics().tasks_living
    async with amap(trio.sleep, [1, 1, 1], limit=1000):
        await trio.testing.wait_all_tasks_blocked()
        # Those who sleep, and the work of the stream.
        assert trio.lowlevel.current_statistics().tasks_living == before + 3 + 1


async def test_a_worker_that_waits_holds_nothing() -> None:
    send, things = trio.open_memory_channel[Thing](0)
    with no_garbage_collector(), send:
        async with amap(identity, things, limit=1) as results:
            thing = Thing()
            gone = weakref.ref(thing)
            await send.send(thing)
            del thing
            await results.receive()
            await trio.testing.wait_all_tasks_blocked()
            assert gone() is None


async def test_several_readers_of_one_stream() -> None:
    read: list[int] = []

    async def reader(channel: Receive[int]) -> None:
        read.extend([number async for number in channel])

    async with (
        amap(double, range(10), limit=3) as results,
        trio.open_nursery() as nursery,
    ):
        nursery.start_soon(reader, results)
        nursery.start_soon(reader, results.clone())
    assert sorted(read) == list(range(0, 20, 2))


async def test_names_of_tasks() -> None:
    names: list[str] = []

    async def work(_: int) -> None:
        names.append(trio.lowlevel.current_task().name)

    async def stage(receive: Receive[int], send: Send[int]) -> None:
        names.append(trio.lowlevel.current_task().name)
        await copy(receive, send)

    async with amap(work, [1], limit=1) as results:
        await results.receive()
    async with pipeline([1], stage) as values:
        await values.receive()
    assert names[0].endswith("<locals>.work")
    assert names[1].endswith("<locals>.stage")


@pytest.mark.parametrize(
    ("limit", "error", "message"),
    [
        (0, ValueError, "^limit must be at least 1, not 0$"),
        (True, TypeError, "^limit must be an int of at least 1, not True$"),
        (2.0, TypeError, "^limit must be an int of at least 1, not 2.0$"),
        (None, TypeError, "^limit must be an int of at least 1, not None$"),
    ],
)
def test_a_wrong_limit(limit: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        amap(double, [1], limit=limit)


def test_what_is_no_function() -> None:
    wrong: Any = 3
    with pytest.raises(TypeError, match=r"^fn must be an async function, not 3$"):
        amap(wrong, [1], limit=1)
    with pytest.raises(TypeError, match=r"^stages\[1\] must be an async function, not"):
        pipeline([1], copy, wrong)


@pytest.mark.parametrize("ordered", [False, True])
def test_ten_thousand_items_in_little_memory(ordered: bool) -> None:
    alive = most_alive = most_tasks = 0

    class Counted:
        def __init__(self) -> None:
            nonlocal alive, most_alive
            alive += 1
            most_alive = max(most_alive, alive)

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    async def work(thing: Counted) -> Counted:
        nonlocal most_tasks
        await trio.lowlevel.checkpoint()
        most_tasks = max(most_tasks, trio.lowlevel.current_statistics().tasks_living)
        return thing

    async def main() -> None:
        count = 0
        quiet = trio.lowlevel.current_statistics().tasks_living
        with no_garbage_collector():
            things = (Counted() for _ in range(10_000))
            async with amap(work, things, limit=100, ordered=ordered) as results:
                async for thing in results:
                    count += 1
                    del thing
            await trio.lowlevel.checkpoint()
            assert count == 10_000
            assert alive == 0
        # Besides those that are out: in the reader's hands and just let go.
        assert most_alive <= 100 + 3
        # The one that takes the items, and the nursery around it.
        assert most_tasks <= quiet + 100 + 2

    trio.run(main)
