from __future__ import annotations

import math
import tracemalloc
import weakref
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.streams.support import KINDS, Numbers, Receive, Send, any_source
from tests.support import Thing, no_garbage_collector
from trio_patterns.selection import CLOSED, after, recv, select
from trio_patterns.streams import batched
from trio_patterns.testing import (
    DeadlockError,
    cancel_everywhere,
    deadlock_detector,
    explore,
    run,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from trio.testing import MockClock

Batch = tuple[Any, ...]

any_time = pytest.mark.parametrize("within", [0, 1, math.inf])


async def read_all(batches: Receive[Batch]) -> list[Batch]:
    return [batch async for batch in batches]


# Wrong use


@pytest.mark.parametrize(
    ("size", "error", "message"),
    [
        (0, ValueError, "^size must be at least 1, not 0$"),
        (True, TypeError, "^size must be an int of at least 1, not True$"),
        ("2", TypeError, "^size must be an int of at least 1, not '2'$"),
    ],
)
def test_wrong_size(size: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        batched([1], size)


@pytest.mark.parametrize(
    ("within", "error", "message"),
    [
        (-1, ValueError, "^within must be 0 seconds or more, not -1$"),
        (math.nan, ValueError, "^within must be 0 seconds or more, not nan$"),
        (None, TypeError, "^within must be a number of seconds, not None$"),
    ],
)
def test_wrong_within(within: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        batched([1], 2, within=within)


# By number


@any_source
@pytest.mark.parametrize("within", [1, math.inf])
def test_full_batches_and_the_rest(kind: str, within: float) -> None:
    async def main() -> None:
        for count in range(7):
            async with (
                Numbers(count).source(kind) as source,
                batched(source, 3, within=within) as batches,
            ):
                got = await read_all(batches)
            numbers = list(range(count))
            assert got == [tuple(numbers[i : i + 3]) for i in range(0, count, 3)]
        assert trio.current_time() == 0

    explore(main, schedules=10)


@any_source
@pytest.mark.parametrize("within", [1, math.inf])
def test_nothing_is_taken_while_a_batch_waits(kind: str, within: float) -> None:
    async def main() -> None:
        numbers = Numbers()
        async with (
            numbers.source(kind) as source,
            batched(source, 3, within=within) as batches,
        ):
            for read in range(1, 4):
                await trio.sleep(5)
                own_task = within == 1 and numbers.open
                assert numbers.taken == 3 * read + own_task
                assert await batches.receive() == tuple(range(3 * read - 3, 3 * read))

    explore(main, schedules=5)


@pytest.mark.parametrize("kind", ["iterable", "generator"])
def test_a_source_that_never_waits_does_not_starve_others(kind: str) -> None:
    """Nor is it deaf to a cancellation, or to the deadline."""

    def endless() -> Iterator[int]:
        while True:
            yield 1

    async def endless_generator() -> AsyncGenerator[int]:
        while True:
            yield 1

    async def main() -> None:
        for within in (math.inf, 1000):
            source = endless() if kind == "iterable" else endless_generator()
            async with batched(source, 10**9, within=within) as batches:
                with trio.CancelScope() as scope:
                    async with trio.open_nursery() as nursery:
                        nursery.start_soon(batches.receive)
                        for _ in range(20):
                            await trio.lowlevel.checkpoint()
                        scope.cancel()

    run(main)


# By time


async def send_with_gaps(gaps: list[int], send: Send[int]) -> None:
    async with send:
        for number, gap in enumerate(gaps):
            await trio.sleep(gap)
            await send.send(number)


async def generate_with_gaps(gaps: list[int]) -> AsyncGenerator[int]:
    for number, gap in enumerate(gaps):
        await trio.sleep(gap)
        yield number


def expected(
    gaps: list[int], size: int, within: float, pace: float
) -> list[tuple[float, Batch]]:
    """When the reader, who needs ``pace`` seconds for a batch, gets what."""
    came = [float(sum(gaps[: number + 1])) for number in range(len(gaps))]
    end = came[-1] if came else 0.0
    got: list[tuple[float, Batch]] = []
    free = ready = 0.0  # when the batcher has handed over, and the reader reads again
    number = 0
    while number < len(came):
        first = now = max(free, came[number])
        batch = [number]
        number += 1
        while len(batch) < size and number < len(came):
            if came[number] > first + within:
                break
            now = max(now, came[number])
            batch.append(number)
            number += 1
        if len(batch) < size:
            over = number == len(came) and max(end, now) <= first + within
            now = max(end, now) if over else first + within
        free = max(now, ready)
        ready = free + pace
        got.append((free, tuple(batch)))
    return got


# Never at the same time as a value: all the others are whole numbers.
withins = st.one_of(
    st.integers(0, 6).map(lambda seconds: seconds + 1 / 1024), st.just(math.inf)
)


@given(st.lists(st.integers(0, 4), max_size=12), st.integers(1, 5), withins, st.data())
@settings(deadline=None)
def test_model(gaps: list[int], size: int, within: float, data: st.DataObject) -> None:
    async def main(kind: str, pace: float) -> list[tuple[float, Batch]]:
        got: list[tuple[float, Batch]] = []
        send, receive = trio.open_memory_channel[int](math.inf)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(send_with_gaps, gaps, send)
            source = receive if kind == "channel" else generate_with_gaps(gaps)
            async with batched(source, size, within=within) as batches:
                async for batch in batches:
                    got.append((trio.current_time(), batch))
                    await trio.sleep(pace)
        return got

    kind = data.draw(st.sampled_from(["channel", "generator"]))
    # While a batch waits for a slow reader, a generator makes no values.
    pace = data.draw(st.integers(0, 9)) if kind == "channel" else 0
    assert run(main, kind, pace) == expected(gaps, size, within, pace)


async def test_the_time_begins_with_the_first_value(autojump_clock: MockClock) -> None:
    send, receive = trio.open_memory_channel[int](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(send_with_gaps, [100, 2, 2], send)
        async with batched(receive, 3, within=3) as batches:
            assert await batches.receive() == (0, 1)
            assert autojump_clock.current_time() == 103
            assert await batches.receive() == (2,)
    assert autojump_clock.current_time() == 104


@pytest.mark.parametrize("buffer", [0, 1, math.inf])
def test_a_value_that_comes_when_the_time_is_up(buffer: float) -> None:
    """In this batch or in the next; never lost, and never twice."""

    async def main() -> None:
        send, receive = trio.open_memory_channel[int](buffer)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(send_with_gaps, [0, 1, 0, 1, 1, 0], send)
            async with batched(receive, 3, within=1) as batches:
                got = await read_all(batches)
        assert sum(got, ()) == (0, 1, 2, 3, 4, 5)
        seen.add(tuple(map(len, got)))

    seen: set[tuple[int, ...]] = set()
    explore(main, schedules=60)
    assert len(seen) > 1


@any_source
def test_without_time_it_takes_what_is_ready(kind: str) -> None:
    async def main() -> None:
        async with (
            Numbers(5).source(kind) as source,
            batched(source, 3, within=0) as batches,
        ):
            got = await read_all(batches)
        assert sum(got, ()) == (0, 1, 2, 3, 4)

    explore(main, schedules=10)


async def test_without_time_what_a_channel_has_is_ready() -> None:
    send, receive = trio.open_memory_channel[int](4)
    async with batched(receive, 3, within=0) as batches, trio.open_nursery() as nursery:
        await trio.testing.wait_all_tasks_blocked()
        send.send_nowait(0)
        assert await batches.receive() == (0,)
        # Before the batcher runs again, there are four and one who waits.
        for number in range(1, 5):
            send.send_nowait(number)
        nursery.start_soon(send.send, 5)
        assert await batches.receive() == (1, 2, 3)
        assert await batches.receive() == (4, 5)
        send.send_nowait(6)
        send.close()
        assert await read_all(batches) == [(6,)]


# Failures


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "channel"])
@any_time
def test_a_source_that_fails_gives_its_last_values_first(
    kind: str, within: float
) -> None:
    async def main() -> None:
        error = ValueError("of the source")
        got: list[int] = []
        with pytest.RaisesGroup(ValueError) as raised:
            async with (
                Numbers(5, error=error).source(kind) as source,
                batched(source, 3, within=within) as batches,
            ):
                async for batch in batches:
                    got.extend(batch)
                raise AssertionError("it looks like the end")
        assert raised.value.exceptions == (error,)
        assert got == [0, 1, 2, 3, 4]

    explore(main, schedules=20)


async def test_the_last_batch_before_a_failure_can_be_worked_on(
    autojump_clock: MockClock,
) -> None:
    written: list[Batch] = []
    with pytest.RaisesGroup(ValueError):
        async with batched(Numbers(5, error=ValueError()).iterator(), 3) as batches:
            async for batch in batches:
                with trio.CancelScope(shield=True):
                    await trio.sleep(1)
                    written.append(batch)
    assert written == [(0, 1, 2), (3, 4)]
    assert autojump_clock.current_time() == 2


@any_time
def test_a_channel_that_somebody_closes(within: float) -> None:
    async def main() -> None:
        send, receive = trio.open_memory_channel[int](5)
        got: list[int] = []
        with pytest.RaisesGroup(trio.ClosedResourceError), send:
            async with batched(receive, 3, within=within) as batches:
                for number in range(3):
                    send.send_nowait(number)
                got.extend(await batches.receive())
                await trio.testing.wait_all_tasks_blocked()
                send.send_nowait(3)
                await trio.testing.wait_all_tasks_blocked()
                receive.close()
                async for batch in batches:
                    got.extend(batch)
        assert got == [0, 1, 2, 3]

    explore(main, schedules=20)


@pytest.mark.parametrize("kind", ["iterable", "generator"])
@pytest.mark.parametrize("within", [1, math.inf])
def test_no_error_is_lost_if_the_last_batch_is_not_read(
    kind: str, within: float
) -> None:
    def leave(batches: Receive[Batch]) -> None:
        pass

    def close(batches: Receive[Batch]) -> None:
        batches.close()

    async def main() -> None:
        for end in (leave, close):
            numbers = Numbers(1, error=OSError())
            with pytest.RaisesGroup(OSError):
                async with (
                    numbers.source(kind) as source,
                    batched(source, 3, within=within) as batches,
                ):
                    await trio.sleep(5)
                    end(batches)

    explore(main, schedules=10)


@any_time
def test_no_error_of_a_clean_up_is_lost(within: float) -> None:
    async def generate() -> AsyncGenerator[int]:
        try:
            while True:
                await trio.lowlevel.checkpoint()
                yield 1
        finally:
            with trio.CancelScope(shield=True):
                await trio.sleep(1)
            raise OSError

    async def main() -> None:
        with pytest.RaisesGroup(OSError):
            async with batched(generate(), 2, within=within) as batches:
                await batches.receive()

    explore(main, schedules=5)


class GoingOn:
    """A bad iterator, which goes on after it has ended, or failed."""

    def __init__(self, error: type[Exception]) -> None:
        self.taken = 0
        self.error = error

    def __iter__(self) -> GoingOn:
        return self

    def __next__(self) -> int:
        self.taken += 1
        if self.taken % 3 == 0:
            raise self.error
        return self.taken


async def test_a_source_that_is_over_is_not_asked_again() -> None:
    source = GoingOn(StopIteration)
    async with batched(source, 4) as batches:
        assert await read_all(batches) == [(1, 2)]
    assert source.taken == 3
    source = GoingOn(ValueError)
    with pytest.RaisesGroup(ValueError):
        async with batched(source, 4) as batches:
            assert await batches.receive() == (1, 2)
            await batches.receive()
    assert source.taken == 3


async def test_a_batch_that_was_read_is_not_kept_alive() -> None:
    send, receive = trio.open_memory_channel[Thing](2)
    with no_garbage_collector():
        async with batched(receive, 2) as batches:
            send.send_nowait(Thing())
            send.send_nowait(thing := Thing())
            seen = weakref.ref(thing)
            del thing
            await batches.receive()
            await trio.testing.wait_all_tasks_blocked()
            assert seen() is None
            send.send_nowait(Thing())
            await trio.testing.wait_all_tasks_blocked()
        await trio.lowlevel.checkpoint()


# The end


@pytest.mark.parametrize("within", [1, math.inf])
def test_cancelled_everywhere(within: float) -> None:
    made: list[tuple[Receive[int], list[Batch]]] = []

    async def main() -> None:
        send, receive = trio.open_memory_channel[int](math.inf)
        got: list[Batch] = []
        made.append((receive, got))
        for number in range(8):
            send.send_nowait(number)
        send.close()
        async with batched(receive, 3, within=within) as batches:
            async for batch in batches:
                got.append(batch)
                await trio.sleep(1)

    def check() -> None:
        receive, got = made[-1]
        read = sum(got, ())
        left: list[int] = []
        while receive.statistics().current_buffer_used:
            left.append(receive.receive_nowait())
        # In between is at most the batch that was being collected.
        assert read == tuple(range(len(read)))
        assert left == list(range(8 - len(left), 8))
        assert 8 - len(left) - len(read) <= 3

    cancel_everywhere(main, check=check, schedules=3)
    assert sum(made[-1][1], ()) == tuple(range(8))


@pytest.mark.parametrize("within", [1, math.inf])
def test_closed_while_another_waits(within: float) -> None:
    async def wait(batches: Receive[Batch]) -> None:
        with pytest.raises(trio.ClosedResourceError):
            await batches.receive()
        over.append(trio.current_time())

    async def main() -> None:
        over.clear()
        send, receive = trio.open_memory_channel[int](0)
        with send, trio.CancelScope() as scope:
            async with (
                batched(receive, 3, within=within) as batches,
                trio.open_nursery() as nursery,
            ):
                for _ in range(3):
                    nursery.start_soon(wait, batches)
                await trio.sleep(2)
                batches.close()
                await trio.sleep(2)
                # Nobody reads: the next batch ends the work, and not the block.
                for number in range(3):
                    await send.send(number)
                await trio.sleep(2)
                assert receive.statistics().open_receive_channels == 1
                with pytest.raises(trio.WouldBlock):
                    send.send_nowait(3)
        assert over == [2, 2, 2]
        assert not scope.cancelled_caught

    over: list[float] = []
    explore(main, schedules=10)


async def test_in_a_select(autojump_clock: MockClock) -> None:
    send, receive = trio.open_memory_channel[int](5)
    async with batched(receive, 2, within=3) as batches:
        send.send_nowait(0)
        assert await select(recv(batches), after(2)) == (1, None)
        assert await select(recv(batches), after(2)) == (0, (0,))
        send.close()
        assert await select(recv(batches), after(2)) == (0, CLOSED)
    assert autojump_clock.current_time() == 3


async def test_a_generator_may_end_in_a_batch_what_it_began_before_it() -> None:
    async def generate() -> AsyncGenerator[int]:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.lowlevel.checkpoint)
            yield 1
        with trio.CancelScope():
            yield 2
            yield 3
        yield 4

    for within in (math.inf, 1):
        async with batched(generate(), 3, within=within) as batches:
            assert await read_all(batches) == [(1, 2, 3), (4,)]


def test_the_deadlock_detector_knows_what_it_waits_for() -> None:
    async def main() -> None:
        send, receive = trio.open_memory_channel[int](0)
        async with (
            deadlock_detector(),
            batched(receive, 3) as batches,
            trio.open_nursery() as nursery,
        ):
            nursery.start_soon(batches.receive, name="reader")
            await send.send(1)
            await trio.sleep_forever()

    with pytest.raises(DeadlockError) as caught:
        run(main)
    waits = {task.name: task.waits_for for task in caught.value.tasks}
    assert (
        waits["the batches of batched()"] == "a value in a memory channel, or its end"
    )
    assert waits["reader"] == "a value in a memory channel, or its end"


async def test_memory_stays_flat() -> None:
    async def read(number: int) -> int:
        values = 0
        async with batched(range(number), 10) as batches:
            async for batch in batches:
                values += len(batch)
        return values

    await read(100)
    tracemalloc.start()
    try:
        assert await read(3_000) == 3_000
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 50_000
