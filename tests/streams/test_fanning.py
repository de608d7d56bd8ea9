from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing

from tests.streams.support import Numbers, Receive, any_source
from trio_patterns.streams import broadcast, merge
from trio_patterns.testing import explore

if TYPE_CHECKING:
    from collections.abc import (
        AsyncGenerator,
    )
    from contextlib import AbstractAsyncContextManager

    from trio.testing import MockClock


def test_merge_keeps_the_order_of_each_source() -> None:
    async def main() -> None:
        async with (
            Numbers(5).source("channel") as numbers,
            merge(numbers, "abc", Numbers(5).generator()) as merged,
        ):
            values = [value async for value in merged]
        assert [value for value in values if isinstance(value, str)] == list("abc")
        assert len(values) == 13
        orders.add(tuple(values))

    orders: set[tuple[object, ...]] = set()
    explore(main, schedules=20)
    assert len(orders) > 1


async def test_merge_of_nothing() -> None:
    nothing: AbstractAsyncContextManager[Receive[int]] = merge()
    async with nothing as merged:
        with pytest.raises(trio.EndOfChannel):
            await merged.receive()


async def test_merge_ends_when_all_have(autojump_clock: MockClock) -> None:
    async def until(seconds: float) -> AsyncGenerator[float]:
        await trio.sleep(seconds)
        yield seconds
        await trio.sleep(seconds)

    async with merge(until(1), until(3), []) as merged:
        assert [value async for value in merged] == [1, 3]
    assert autojump_clock.current_time() == 6


async def test_merge_takes_no_more_than_one_of_each() -> None:
    send, receive = trio.open_memory_channel[int](10)
    other_send, other_receive = trio.open_memory_channel[int](10)
    for number in range(4):
        send.send_nowait(number)
        other_send.send_nowait(number)
    async with merge(receive, other_receive) as merged:
        await merged.receive()
        await trio.testing.wait_all_tasks_blocked()
    left = [channel.statistics().current_buffer_used for channel in (send, other_send)]
    assert sorted(left) == [2, 3]
    async with merge(receive, other_receive) as merged:
        while True:
            try:
                with trio.fail_after(0.01):
                    await merged.receive()
            except trio.TooSlowError:
                break
        # Nothing is under way: what is sent now is not taken by a stream that ends.
    send.send_nowait(5)
    assert receive.receive_nowait() == 5


async def test_merge_one_source_fails() -> None:
    numbers = Numbers()
    failing = Numbers(2, error=OSError())
    with pytest.RaisesGroup(OSError):
        async with merge(numbers.generator(), failing.generator()) as merged:
            async for _ in merged:
                pass
    assert numbers.open == failing.open == 0


async def test_merge_whose_channel_is_closed_ends_with_the_next_value_of_any(
    autojump_clock: MockClock,
) -> None:
    async def slow() -> AsyncGenerator[int]:
        while True:
            await trio.sleep(1)
            yield 1

    async def never() -> AsyncGenerator[int]:
        try:
            await trio.sleep_forever()
            yield 1
        finally:
            over.append(trio.current_time())

    over: list[float] = []
    async with merge(slow(), never()) as merged:
        await merged.receive()
        merged.close()
        await trio.sleep(5)
        assert over == [2]
    assert autojump_clock.current_time() == 6


@any_source
@pytest.mark.parametrize("buffer", [0, 1, math.inf])
def test_each_reader_gets_every_value(kind: str, buffer: float) -> None:
    async def read(channel: Receive[int], number: int) -> None:
        async for value in channel:
            got[number].append(value)
            for _ in range(number):
                await trio.lowlevel.checkpoint()

    async def main() -> None:
        got.clear()
        async with (
            Numbers(5).source(kind) as source,
            broadcast(source, 3, buffer=buffer) as channels,
            trio.open_nursery() as nursery,
        ):
            assert len(channels) == 3
            for number, channel in enumerate(channels):
                got[number] = []
                nursery.start_soon(read, channel, number)
        assert got == {number: [0, 1, 2, 3, 4] for number in range(3)}

    got: dict[int, list[int]] = {}
    explore(main, schedules=10)


@pytest.mark.parametrize("buffer", [0, 2])
def test_the_slowest_reader_sets_the_pace(buffer: int) -> None:
    async def main() -> None:
        numbers = Numbers()
        async with broadcast(numbers.iterator(), 2, buffer=buffer) as (slow, fast):
            for read in range(4):
                await trio.testing.wait_all_tasks_blocked()
                assert numbers.taken == read + buffer + 1
                while True:  # the fast one reads all that it can get
                    try:
                        fast.receive_nowait()
                    except trio.WouldBlock:
                        break
                    await trio.testing.wait_all_tasks_blocked()
                assert numbers.taken == read + buffer + 1
                assert await slow.receive() == read

    explore(main, schedules=5)


async def test_one_task_may_read_all_in_any_order() -> None:
    for order in itertools.permutations(range(3)):
        async with broadcast(range(4), 3) as channels:
            for number in range(4):
                for position in order:
                    assert await channels[position].receive() == number


async def test_a_reader_that_closes_no_longer_counts() -> None:
    numbers = Numbers()
    async with broadcast(numbers.generator(), 3) as (first, second, third):
        second.close()
        for number in range(3):
            assert await third.receive() == number
            assert await first.receive() == number
        await trio.testing.wait_all_tasks_blocked()
        first.close()  # while a value is offered to it
        assert await third.receive() == 3
        assert await third.receive() == 4
        await trio.testing.wait_all_tasks_blocked()
        taken = numbers.taken
        third.close()
        await trio.testing.wait_all_tasks_blocked()
        assert numbers.taken == taken
        assert numbers.open == 0


@pytest.mark.parametrize(
    ("copies", "error", "message"),
    [
        (0, ValueError, "^copies must be at least 1, not 0$"),
        (True, TypeError, "^copies must be an int of at least 1, not True$"),
        ("2", TypeError, "^copies must be an int of at least 1, not '2'$"),
    ],
)
def test_wrong_copies(copies: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        broadcast([1], copies)


async def test_merge_refuses_one_async_generator_given_twice() -> None:
    async def generator() -> AsyncGenerator[int]:
        yield 1

    twice = generator()
    with pytest.raises(ValueError, match=r"receive_channels\[2\] is the same async"):
        merge(twice, [1], twice)
    await twice.aclose()
    async with merge([1], [1]) as both:
        assert [value async for value in both] == [1, 1]
    numbers = [1, 2]
    async with merge(numbers, numbers) as values:
        assert sorted([value async for value in values]) == [1, 1, 2, 2]
