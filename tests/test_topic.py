from __future__ import annotations

import math
import random
import weakref
from collections import deque
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

import pytest
import trio
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, rule
from trio.testing import MockClock, assert_checkpoints, wait_all_tasks_blocked

from tests.support import Thing, no_garbage_collector, unprotected_functions
from trio_patterns.selection import CLOSED, after, recv, select
from trio_patterns.testing import (
    DeadlockError,
    cancel_everywhere,
    deadlock_detector,
    explore,
    run,
)
from trio_patterns.topic import Topic, TopicStatistics, WhenFull

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

POLICIES: tuple[WhenFull, ...] = get_args(WhenFull)

choose = random.choice  # decided by `explore`

each_policy = pytest.mark.parametrize("when_full", POLICIES)

Receive = trio.MemoryReceiveChannel[Any]


def waiting(topic: Topic[Any]) -> int:
    return topic.statistics().tasks_waiting


def read_all(channel: Receive) -> list[Any]:
    """Read what is there now."""
    values: list[Any] = []
    while True:
        try:
            values.append(channel.receive_nowait())
        except (trio.WouldBlock, trio.EndOfChannel):
            return values


@contextmanager
def dropped() -> Generator[None]:
    """Expect that the block of a member says at its end that it was dropped."""
    with pytest.raises(trio.BrokenResourceError, match="had no room for a value"):
        yield


async def read_to_the_end(channel: Receive) -> list[Any]:
    return [value async for value in channel]


# Wrong use


@pytest.mark.parametrize(
    ("buffer", "error", "message"),
    [
        (0, ValueError, "buffer must be at least 1, not 0"),
        (-1, ValueError, "buffer must be at least 1, not -1"),
        (True, TypeError, "buffer must be an int of at least 1, not True"),
        (1.5, TypeError, "buffer must be an int of at least 1, not 1.5"),
        (math.nan, TypeError, "buffer must be an int of at least 1, not nan"),
        ("1", TypeError, "buffer must be an int of at least 1, not '1'"),
    ],
)
def test_wrong_buffer(buffer: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^{message}$"):
        Topic[int]().subscribe(buffer)


@pytest.mark.parametrize("when_full", ["block", "", None, []])
def test_wrong_when_full(when_full: Any) -> None:
    topic = Topic[int]()
    with pytest.raises(ValueError, match="when_full must be 'wait', ") as caught:
        topic.subscribe(1, when_full=when_full)
    assert str(caught.value).endswith(f"or 'close', not {when_full!r}")
    assert topic.statistics().members == 0


def test_a_block_can_be_entered_once() -> None:
    topic = Topic[int]()
    block = topic.subscribe(1)
    assert topic.statistics().members == 0  # not yet
    with block:
        assert topic.statistics().members == 1
        with pytest.raises(RuntimeError, match="entered only once"):
            block.__enter__()
        assert topic.statistics().members == 1
    with pytest.raises(RuntimeError, match="entered only once"):
        block.__enter__()


# Members come and go


async def test_a_member_gets_what_is_published_while_it_is_there() -> None:
    topic = Topic[int]()
    await topic.publish(0)
    with topic.subscribe(5) as first:
        await topic.publish(1)
        with topic.subscribe(math.inf) as second:
            topic.publish_nowait(2)
        await topic.publish(3)
        assert read_all(first) == [1, 2, 3]
    with pytest.raises(trio.ClosedResourceError):
        second.receive_nowait()
    topic.publish_nowait(4)
    assert topic.statistics() == TopicStatistics(0, 0, 0)


async def test_a_value_may_be_none() -> None:
    topic = Topic[int | None]()
    with topic.subscribe(1) as channel:
        await topic.publish(None)
        assert await channel.receive() is None


@each_policy
@pytest.mark.parametrize("buffer", [1, 2, 5, math.inf])
async def test_who_reads_in_time_misses_nothing(
    when_full: WhenFull, buffer: float
) -> None:
    topic = Topic[int]()
    with topic.subscribe(buffer, when_full=when_full) as channel:
        for number in range(5):
            await topic.publish(2 * number)
            assert await channel.receive() == 2 * number
            topic.publish_nowait(2 * number + 1)
            assert channel.receive_nowait() == 2 * number + 1
    assert topic.statistics().values_dropped == 0


@each_policy
async def test_to_a_member_that_waits(when_full: WhenFull) -> None:
    topic = Topic[int]()
    got: list[list[int]] = []

    async def read() -> None:
        with topic.subscribe(1, when_full=when_full) as channel:
            got.append(await read_to_the_end(channel))

    async with trio.open_nursery() as nursery:
        for _ in range(2):
            nursery.start_soon(read)
        for number in range(3):
            await wait_all_tasks_blocked()
            await topic.publish(number)
        await wait_all_tasks_blocked()
        topic.close()
    assert got == [[0, 1, 2]] * 2


# No room


async def test_wait() -> None:
    topic = Topic[int]()
    with topic.subscribe(2) as slow, topic.subscribe(math.inf) as fast:
        async with trio.open_nursery() as nursery:
            for number in range(2):
                await topic.publish(number)
            nursery.start_soon(topic.publish, 2)
            await wait_all_tasks_blocked()
            assert waiting(topic) == 1
            # A member that has room does not wait for one that has none.
            assert read_all(fast) == [0, 1, 2]
            assert slow.receive_nowait() == 0
            await wait_all_tasks_blocked()
            assert waiting(topic) == 0
        assert read_all(slow) == [1, 2]
    assert topic.statistics().values_dropped == 0


async def test_drop_new() -> None:
    topic = Topic[int]()
    with topic.subscribe(2, when_full="drop_new") as channel:
        for number in range(5):
            topic.publish_nowait(number)
        assert topic.statistics() == TopicStatistics(1, 3, 0)
        assert read_all(channel) == [0, 1]
        await topic.publish(5)
        assert read_all(channel) == [5]


async def test_drop_oldest() -> None:
    topic = Topic[int]()
    with topic.subscribe(2, when_full="drop_oldest") as channel:
        for number in range(5):
            topic.publish_nowait(number)
        assert topic.statistics() == TopicStatistics(1, 3, 0)
        assert channel.receive_nowait() == 3
        await topic.publish(5)
        assert read_all(channel) == [4, 5]


async def test_a_member_that_is_too_slow_is_dropped_and_can_tell() -> None:
    topic = Topic[int]()
    with dropped(), topic.subscribe(2, when_full="close") as channel:
        for number in range(2):
            topic.publish_nowait(number)
        assert topic.statistics() == TopicStatistics(1, 0, 0)
        for number in range(2, 5):
            topic.publish_nowait(number)
        assert topic.statistics() == TopicStatistics(0, 1, 0)
        # It reads what it has, and then the end.
        assert await read_to_the_end(channel) == [0, 1]


async def test_a_dropped_member_whose_block_fails() -> None:
    topic = Topic[int]()
    error = OSError()
    block = topic.subscribe(1, when_full="close")
    block.__enter__()
    topic.publish_nowait(1)
    topic.publish_nowait(2)
    assert not block.__exit__(OSError, error, None)
    with trio.CancelScope() as scope, topic.subscribe(1, when_full="close"):
        topic.publish_nowait(1)
        topic.publish_nowait(2)
        scope.cancel()
        await trio.lowlevel.checkpoint()
    assert scope.cancelled_caught


async def test_a_dropped_member_may_come_again() -> None:
    topic = Topic[int]()
    got: list[int] = []
    for _ in range(2):
        with dropped(), topic.subscribe(1, when_full="close") as channel:
            topic.publish_nowait(1)
            topic.publish_nowait(2)
            got += await read_to_the_end(channel)
    assert got == [1, 1]


async def test_each_member_decides_for_itself() -> None:
    topic = Topic[int]()
    with (
        topic.subscribe(1, when_full="drop_new") as new,
        topic.subscribe(1, when_full="drop_oldest") as oldest,
        topic.subscribe(10) as patient,
        dropped(),
        topic.subscribe(1, when_full="close") as closed,
    ):
        for number in range(3):
            topic.publish_nowait(number)
        assert topic.statistics() == TopicStatistics(3, 5, 0)
        assert read_all(closed) == [0]
        assert read_all(new) == [0]
        assert read_all(oldest) == [2]
        assert read_all(patient) == [0, 1, 2]


async def test_publish_nowait_gives_it_to_all_or_to_nobody() -> None:
    topic = Topic[int]()
    with (
        topic.subscribe(9) as first,
        topic.subscribe(1) as full,
        topic.subscribe(9, when_full="drop_oldest") as last,
    ):
        topic.publish_nowait(0)
        for _ in range(2):
            with pytest.raises(trio.WouldBlock):
                topic.publish_nowait(1)
        assert topic.statistics() == TopicStatistics(3, 0, 0)
        assert read_all(full) == [0]
        topic.publish_nowait(2)
        for channel in first, last:
            assert read_all(channel) == [0, 2]


async def test_publish_nowait_does_not_overtake() -> None:
    topic = Topic[str]()
    with topic.subscribe(1) as channel:
        async with trio.open_nursery() as nursery:
            topic.publish_nowait("first")
            nursery.start_soon(topic.publish, "second")
            await wait_all_tasks_blocked()
            with topic.subscribe(1, when_full="drop_new") as other:
                channel.receive_nowait()  # "second" has its place now
                with pytest.raises(trio.WouldBlock):
                    topic.publish_nowait("third")
                await wait_all_tasks_blocked()
                assert channel.receive_nowait() == "second"
                topic.publish_nowait("third")
                assert other.receive_nowait() == "third"


async def test_publish_nowait_does_not_overtake_where_there_is_room() -> None:
    topic = Topic[int]()
    with topic.subscribe(1) as channel:
        async with trio.open_nursery() as nursery:
            topic.publish_nowait(0)
            for number in (1, 2):
                nursery.start_soon(topic.publish, number)
                await wait_all_tasks_blocked()
            assert read_all(channel) == [0, 1]
            with pytest.raises(trio.WouldBlock):
                topic.publish_nowait(3)
            await wait_all_tasks_blocked()
            assert read_all(channel) == [2]


async def test_publish_nowait_never_blocks_where_nobody_is_waited_for() -> None:
    topic = Topic[int]()
    with topic.subscribe(1, when_full="drop_new") as channel:
        async with trio.open_nursery() as nursery:
            for number in range(3):
                nursery.start_soon(topic.publish, number)
            for _ in range(5):  # in the middle of those
                await trio.lowlevel.checkpoint()
                topic.publish_nowait(9)
        assert len(read_all(channel)) == 1


async def test_publish_is_a_checkpoint() -> None:
    topic = Topic[int]()
    with assert_checkpoints():
        await topic.publish(1)
    with topic.subscribe(1) as channel:
        with assert_checkpoints():
            await topic.publish(1)
        async with trio.open_nursery() as nursery:
            for number in range(2):
                nursery.start_soon(topic.publish, number)
            await wait_all_tasks_blocked()
            assert waiting(topic) == 2
            for _ in range(3):
                await channel.receive()


async def test_publish_in_a_cancelled_scope_gives_it_to_nobody() -> None:
    topic = Topic[int]()
    with topic.subscribe(1) as channel, trio.CancelScope() as scope:
        scope.cancel()
        await topic.publish(1)
    assert scope.cancelled_caught
    with topic.subscribe(1) as channel, trio.CancelScope() as scope:
        await topic.publish(1)
        scope.cancel()
        with pytest.raises(trio.Cancelled):
            await topic.publish(2)
        assert read_all(channel) == [1]


# Cancelled while it waits


async def test_cancelled_in_line_it_has_given_nothing() -> None:
    topic = Topic[int]()
    with topic.subscribe(1) as slow, topic.subscribe(9) as fast:
        await topic.publish(0)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(topic.publish, 1)
            await wait_all_tasks_blocked()
            with trio.CancelScope() as scope:
                nursery.start_soon(cancel_when_all_wait, scope)
                await topic.publish(2)
            assert scope.cancelled_caught
            nursery.start_soon(topic.publish, 3)
            for number in (0, 1, 3):
                assert await slow.receive() == number
        assert read_all(fast) == [0, 1, 3]


async def cancel_when_all_wait(scope: trio.CancelScope) -> None:
    await wait_all_tasks_blocked()
    scope.cancel()


async def test_a_deadline_for_the_slow_ones(autojump_clock: MockClock) -> None:
    topic = Topic[int]()
    with (
        topic.subscribe(9) as fast,
        topic.subscribe(1) as stuck,
        topic.subscribe(1) as slow,
        topic.subscribe(1) as slower,
    ):
        await topic.publish(0)
        async with trio.open_nursery() as nursery:

            async def read_late() -> None:
                await trio.sleep(0.5)
                slow.receive_nowait()

            nursery.start_soon(read_late)
            with trio.move_on_after(1) as scope:
                await topic.publish(1)
        assert scope.cancelled_caught
        assert autojump_clock.current_time() == 1
        assert topic.statistics() == TopicStatistics(4, 2, 0)
        # Whoever had room has it, also behind one that had none.
        assert [read_all(c) for c in (fast, stuck, slow, slower)] == [
            [0, 1],
            [0],
            [1],
            [0],
        ]
        await topic.publish(2)
        assert [read_all(c) for c in (fast, stuck, slow, slower)] == [[2]] * 4


# Members that come and go, and the end, while a publisher waits


async def test_who_comes_while_a_publisher_waits_gets_the_next_value() -> None:
    topic = Topic[int]()
    with topic.subscribe(1) as slow:
        await topic.publish(0)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(topic.publish, 1)
            await wait_all_tasks_blocked()
            nursery.start_soon(topic.publish, 2)
            await wait_all_tasks_blocked()
            with topic.subscribe(9) as late:
                for number in range(3):
                    assert await slow.receive() == number
                await wait_all_tasks_blocked()
                assert read_all(late) == [2]


@pytest.mark.parametrize("how", ["leave", "close", "close all clones"])
def test_a_member_that_goes_holds_nobody_back(how: str) -> None:
    async def main() -> None:
        topic = Topic[int]()
        with topic.subscribe(9) as fast, topic.subscribe(1) as slow:

            async def read() -> None:
                await wait_all_tasks_blocked()
                assert await slow.receive() == 0

            async def go() -> None:
                with topic.subscribe(1) as channel:
                    clone = channel.clone()
                    topic.publish_nowait(0)
                    nursery.start_soon(read)
                    for number in (1, 2):
                        nursery.start_soon(topic.publish, number)
                    await wait_all_tasks_blocked(0.001)
                    assert waiting(topic) == 2
                    if how == "close all clones":
                        channel.close()
                        await wait_all_tasks_blocked(0.001)
                        assert waiting(topic) == 2
                        clone.close()
                    elif how == "close":
                        clone.close()
                        channel.close()
                if how == "leave":
                    assert read_all(clone) == [0]
                    with pytest.raises(trio.EndOfChannel):
                        clone.receive_nowait()
                    clone.close()

            async with trio.open_nursery() as nursery:
                nursery.start_soon(go)
                await wait_all_tasks_blocked(0.01)
                slow.receive_nowait()
            assert sorted(read_all(fast)) == [0, 1, 2]
            assert len(read_all(slow)) == 1
            assert topic.statistics() == TopicStatistics(2, 0, 0)

    explore(main, schedules=20)


async def test_a_member_that_has_closed_its_channel_does_not_count() -> None:
    topic = Topic[int]()
    with topic.subscribe(1) as channel, topic.subscribe(9) as other:
        topic.publish_nowait(0)
        channel.close()
        topic.publish_nowait(1)
        assert topic.statistics().members == 1
        await topic.publish(2)
        assert read_all(other) == [0, 1, 2]


async def test_a_ring_whose_member_has_closed_its_channel() -> None:
    topic = Topic[int]()
    with topic.subscribe(1, when_full="drop_oldest") as channel:
        clone = channel.clone()
        channel.close()
        for number in range(3):
            topic.publish_nowait(number)
        assert clone.receive_nowait() == 2
        clone.close()
        for number in range(3):
            topic.publish_nowait(number)
    assert topic.statistics().members == 0


async def test_clones_share_the_values() -> None:
    topic = Topic[int]()
    with topic.subscribe(9) as channel, channel.clone() as clone:
        for number in range(3):
            topic.publish_nowait(number)
        assert (channel.receive_nowait(), clone.receive_nowait()) == (0, 1)
        topic.close()
        assert await read_to_the_end(channel) == [2]
        assert await read_to_the_end(clone) == []


@each_policy
async def test_close_ends_all(when_full: WhenFull) -> None:
    topic = Topic[int]()
    assert not topic.closed
    with topic.subscribe(2, when_full=when_full) as channel:
        topic.publish_nowait(1)
        topic.close()
        topic.close()
        assert topic.closed
        assert topic.statistics().members == 0
        with pytest.raises(trio.ClosedResourceError, match="this Topic is closed"):
            topic.publish_nowait(2)
        with pytest.raises(trio.ClosedResourceError, match="this Topic is closed"):
            await topic.publish(2)
        assert await read_to_the_end(channel) == [1]
        with topic.subscribe(1, when_full=when_full) as late:
            assert await read_to_the_end(late) == []


def test_close_while_publishers_wait() -> None:
    async def main() -> None:
        topic = Topic[int]()
        failed: list[int] = []

        async def publish(number: int) -> None:
            with pytest.raises(trio.ClosedResourceError, match="this Topic is closed"):
                await topic.publish(number)
            failed.append(number)

        with topic.subscribe(9) as fast, topic.subscribe(1) as slow:
            topic.publish_nowait(0)
            async with trio.open_nursery() as nursery:
                for number in (1, 2, 3):
                    nursery.start_soon(publish, number)
                    await wait_all_tasks_blocked()
                topic.close()
            assert failed == [1, 2, 3]
            # The first had begun, the others were in line.
            assert await read_to_the_end(fast) == [0, 1]
            assert await read_to_the_end(slow) == [0]
        assert waiting(topic) == 0

    explore(main, schedules=20)


async def test_in_a_select(autojump_clock: MockClock) -> None:
    topic, others = Topic[int](), Topic[str]()
    with topic.subscribe(1) as numbers, others.subscribe(2) as texts:
        async with trio.open_nursery() as nursery:
            assert await select(recv(numbers), recv(texts), after(1)) == (2, None)
            nursery.start_soon(topic.publish, 1)
            assert await select(recv(numbers), recv(texts)) == (0, 1)
            nursery.start_soon(others.publish, "one")
            assert await select(recv(numbers), recv(texts)) == (1, "one")
            for number in (2, 3):
                nursery.start_soon(topic.publish, number)
                await wait_all_tasks_blocked()
            for number in (2, 3):
                assert await select(recv(numbers), recv(texts)) == (0, number)
            topic.close()
            assert await select(recv(numbers), recv(texts)) == (0, CLOSED)
    assert autojump_clock.current_time() == 1


async def test_in_another_run() -> None:
    topic = Topic[int]()
    for _ in range(2):
        await trio.to_thread.run_sync(trio.run, once_through, topic)


async def once_through(topic: Topic[int]) -> None:
    with topic.subscribe(1) as channel:
        async with trio.open_nursery() as nursery:
            for number in range(3):
                nursery.start_soon(topic.publish, number)
            assert sorted([await channel.receive() for _ in range(3)]) == [0, 1, 2]


async def test_repr() -> None:
    topic = Topic[int]()
    with topic.subscribe(1):
        topic.publish_nowait(1)
        async with trio.open_nursery() as nursery:
            for _ in range(2):
                nursery.start_soon(topic.publish, 2)
            await wait_all_tasks_blocked()
            assert repr(topic).startswith(
                "<Topic with 1 members and 2 publishers waiting at 0x"
            )
            nursery.cancel_scope.cancel()
    topic.close()
    assert repr(topic).startswith(
        "<Topic with 0 members and 0 publishers waiting, closed at 0x"
    )


async def test_no_task_of_its_own() -> None:
    topic = Topic[int]()
    before = trio.lowlevel.current_statistics().tasks_living
    with topic.subscribe(1), topic.subscribe(1, when_full="drop_oldest"):
        await topic.publish(1)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(topic.publish, 2)
            await wait_all_tasks_blocked()
            assert trio.lowlevel.current_statistics().tasks_living == before + 1
            nursery.cancel_scope.cancel()


# Under many orders, and cancelled everywhere


async def read_slowly(channel: Receive, got: list[int]) -> None:
    async for value in channel:
        got.append(value)
        for _ in range(choose(range(4))):
            await trio.lowlevel.checkpoint()


def test_the_same_order_for_all_with_several_publishers() -> None:
    async def main() -> None:
        topic = Topic[int]()
        got: list[list[int]] = [[] for _ in range(5)]

        async def publish(start: int) -> None:
            for number in range(start, start + 4):
                await topic.publish(number)

        with (
            topic.subscribe(1) as first,
            topic.subscribe(2) as second,
            topic.subscribe(math.inf) as third,
            topic.subscribe(1, when_full="drop_new") as new,
            topic.subscribe(2, when_full="drop_oldest") as oldest,
        ):
            channels = [first, second, third, new, oldest]
            async with trio.open_nursery() as readers:
                for channel, its in zip(channels, got, strict=True):
                    readers.start_soon(read_slowly, channel, its)
                async with trio.open_nursery() as publishers:
                    for start in (10, 20, 30):
                        publishers.start_soon(publish, start)
                topic.close()
        whole = got[0]
        orders.add(tuple(whole))
        assert got[1] == got[2] == whole
        for start in (10, 20, 30):
            own = [number for number in whole if start <= number < start + 10]
            assert own == list(range(start, start + 4))
        assert is_part_in_order(got[3], whole)
        assert is_part_in_order(got[4], whole)
        assert got[4][-1] == whole[-1]
        missed = 24 - len(got[3]) - len(got[4])
        assert topic.statistics() == TopicStatistics(0, missed, 0)

    orders: set[tuple[int, ...]] = set()
    explore(main, schedules=100)
    assert len(orders) > 5


def is_part_in_order(part: list[int], whole: list[int]) -> bool:
    rest = iter(whole)
    return all(value in rest for value in part)


async def service(got: dict[str, list[int]], published: list[int]) -> None:
    """Two publishers, members of each kind, of which one leaves early."""
    topic = Topic[int]()

    async def read(name: str, buffer: int, when_full: WhenFull, most: int) -> None:
        got[name] = []
        try:
            with topic.subscribe(buffer, when_full=when_full) as channel:
                async for value in channel:
                    got[name].append(value)
                    await trio.lowlevel.checkpoint()
                    if len(got[name]) == most:
                        break
        except trio.BrokenResourceError:
            got[name].append(-1)

    async def publish(start: int) -> None:
        for number in range(start, start + 2):
            await topic.publish(number)
            published.append(number)

    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(read, "wait", 1, "wait", 9)
            nursery.start_soon(read, "wait too", 2, "wait", 9)
            nursery.start_soon(read, "leaves", 1, "wait", 1)
            nursery.start_soon(read, "drop_new", 1, "drop_new", 9)
            nursery.start_soon(read, "drop_oldest", 1, "drop_oldest", 9)
            nursery.start_soon(read, "close", 1, "close", 9)
            await wait_all_tasks_blocked()
            async with trio.open_nursery() as publishers:
                publishers.start_soon(publish, 10)
                publishers.start_soon(publish, 20)
            topic.close()
    finally:
        assert topic.statistics().tasks_waiting == 0
        assert topic.statistics().members == 0


def check_service(got: dict[str, list[int]], published: list[int]) -> None:
    if not got:
        return
    # Each member's values are among those of the others, in one order. The longest is
    # that of a member that missed nothing, or what there was of it when it ended.
    longest = max(got["wait"], got["wait too"], key=len)
    for its in got.values():
        values = [value for value in its if value != -1]
        assert len(values) == len(set(values))
        common = [value for value in values if value in longest]
        assert is_part_in_order(common, longest)
    assert len(published) == len(set(published))


def test_in_any_order() -> None:
    async def main() -> None:
        got: dict[str, list[int]] = {}
        published: list[int] = []
        await service(got, published)
        check_service(got, published)
        assert sorted(published) == [10, 11, 20, 21]
        assert got["wait"] == got["wait too"]
        assert sorted(got["wait"]) == [10, 11, 20, 21]
        assert got["leaves"] == got["wait"][:1]
        assert got["close"] == got["wait"] or got["close"][-1] == -1

    explore(main, schedules=100)


def test_cancelled_everywhere() -> None:
    made: list[tuple[dict[str, list[int]], list[int]]] = []

    async def main() -> None:
        made.append(({}, []))
        await service(*made[-1])

    cancel_everywhere(main, check=lambda: check_service(*made[-1]), schedules=3)
    assert len(made) > 20


def test_publishers_that_give_up_at_any_time() -> None:
    """What was published is with all; what was not is with some, in the same order."""

    async def main() -> None:
        topic = Topic[int]()
        done: list[int] = []

        async def publish(number: int) -> None:
            with trio.move_on_after(number % 3) as scope:
                await topic.publish(number)
            if not scope.cancelled_caught:
                done.append(number)

        async def read(channel: Receive, pace: float, got: list[int]) -> None:
            async for value in channel:
                got.append(value)
                await trio.sleep(pace)

        one, two = list[int](), list[int]()
        with topic.subscribe(1) as first, topic.subscribe(2) as second:
            async with trio.open_nursery() as readers:
                readers.start_soon(read, first, 1, one)
                readers.start_soon(read, second, 0.5, two)
                async with trio.open_nursery() as publishers:
                    for number in range(12):
                        publishers.start_soon(publish, number)
                topic.close()
        assert set(done) <= set(one) & set(two)
        assert is_part_in_order([v for v in one if v in two], two)
        assert len(set(one)) == len(one)
        assert len(set(two)) == len(two)
        assert topic.statistics().values_dropped == len(set(one) ^ set(two))

    explore(main, schedules=100)


# What the tools see


def report_of(async_fn: Callable[[], Awaitable[object]]) -> DeadlockError:
    async def main() -> None:
        async with deadlock_detector():
            await async_fn()

    with pytest.raises(DeadlockError) as caught:
        trio.run(main)
    return caught.value


def test_the_deadlock_detector_knows_what_publishers_wait_for() -> None:
    async def main() -> None:
        topic = Topic[int]()
        with topic.subscribe(1):
            await topic.publish(1)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(topic.publish, 2, name="first")
                await wait_all_tasks_blocked()
                nursery.start_soon(topic.publish, 3, name="in line")

    waits = {task.name: task for task in report_of(main).tasks}
    assert waits["first"].waits_for == "room in a memory channel"
    assert waits["in line"].waits_for == "a Lock"
    assert waits["in line"].held_by == ("first",)


# Ctrl-C


def test_what_changes_the_state_is_protected_from_ctrl_c() -> None:
    async def main() -> None:
        await service({}, [])
        topic = Topic[int]()
        with topic.subscribe(1):
            topic.publish_nowait(1)
            with trio.move_on_after(1):
                await topic.publish(2)

    # What is left makes a new object, or looks at one.
    assert unprotected_functions(main, "trio_patterns.topic") == {
        *("__init__", "subscribe", "statistics", "_tasks_waiting")
    }


# Against a model

Operation = tuple[str, Any]


class TopicModel(RuleBasedStateMachine):
    """Write a program together with what it must lead to; run it at the end.

    The model has the first publisher in line hand its value to one member after the
    other, as far as there is room.
    """

    members = Bundle[int]("members")
    publishers = Bundle[int]("publishers")

    def __init__(self) -> None:
        super().__init__()
        self.program: list[Operation] = []
        self.names = 0
        self.buffers: dict[int, deque[int]] = {}
        self.kinds: dict[int, tuple[int, WhenFull]] = {}
        # The values of the publishers in line; of the first, who has not got it yet.
        self.line: deque[int] = deque()
        self.late: list[int] = []
        self.begun = False
        self.dropped = 0

    def name(self) -> int:
        self.names += 1
        return self.names

    def is_full(self, member: int) -> bool:
        return len(self.buffers[member]) == self.kinds[member][0]

    def hand_out(self, value: int) -> list[int]:
        late: list[int] = []
        for member in list(self.buffers):
            when_full = self.kinds[member][1]
            if not self.is_full(member):
                self.buffers[member].append(value)
            elif when_full == "wait":
                late.append(member)
            else:
                self.dropped += 1
                if when_full == "drop_oldest":
                    self.buffers[member].popleft()
                    self.buffers[member].append(value)
                elif when_full == "close":
                    del self.buffers[member]
        return late

    def go_on(self) -> None:
        while self.line:
            if not self.begun:
                self.begun = True
                self.late = self.hand_out(self.line[0])
            while self.late:
                member = self.late[0]
                if member in self.buffers:
                    if self.is_full(member):
                        return
                    self.buffers[member].append(self.line[0])
                self.late.pop(0)
            self.line.popleft()
            self.begun = False

    def settle(self) -> None:
        self.go_on()
        state = TopicStatistics(len(self.buffers), self.dropped, len(self.line))
        self.program.append(("expect", state))

    @rule(
        target=members,
        buffer=st.integers(1, 3),
        when_full=st.sampled_from(["wait", *POLICIES]),
    )
    def subscribe(self, buffer: int, when_full: WhenFull) -> int:
        member = self.name()
        self.buffers[member] = deque()
        self.kinds[member] = buffer, when_full
        self.program.append(("subscribe", (member, buffer, when_full)))
        return member

    @rule(target=publishers)
    def publish(self) -> int:
        value = self.name()
        self.line.append(value)
        self.program.append(("publish", value))
        self.settle()
        return value

    @rule()
    def publish_nowait(self) -> None:
        value = self.name()
        if self.line or any(
            self.is_full(member) and self.kinds[member][1] == "wait"
            for member in self.buffers
        ):
            self.program.append(("refuse", value))
        else:
            self.hand_out(value)
            self.program.append(("publish_nowait", value))
        self.settle()

    @rule(member=members, number=st.integers(1, 2))
    def receive(self, member: int, number: int) -> None:
        for _ in range(number):
            if self.buffers.get(member):
                value = self.buffers[member].popleft()
                self.program.append(("receive", (member, value)))
                self.settle()

    @rule(member=consumes(members))
    def leave(self, member: int) -> None:
        self.buffers.pop(member, None)
        self.program.append(("leave", member))
        self.settle()

    @rule(value=consumes(publishers))
    def cancel(self, value: int) -> None:
        if value not in self.line:
            return
        if value == self.line[0]:
            for member in self.late:
                if member in self.buffers and self.is_full(member):
                    self.dropped += 1
                elif member in self.buffers:
                    self.buffers[member].append(value)
            self.late, self.begun = [], False
        self.line.remove(value)
        self.program.append(("cancel", value))
        self.settle()

    def teardown(self) -> None:
        left = {member: list(values) for member, values in self.buffers.items()}
        run(partial(self.replay, self.program, left))

    @staticmethod
    async def replay(  # noqa: C901  # flat, and long only as there are many operations
        program: list[Operation], left: dict[int, list[int]]
    ) -> None:
        topic = Topic[int]()
        blocks: dict[int, Any] = {}
        channels: dict[int, Receive] = {}
        scopes: dict[int, trio.CancelScope] = {}

        async def publish(value: int) -> None:
            with trio.CancelScope() as scopes[value]:
                await topic.publish(value)

        async with trio.open_nursery() as nursery:
            for operation, argument in program:
                match operation:
                    case "subscribe":
                        member, buffer, when_full = argument
                        blocks[member] = topic.subscribe(buffer, when_full=when_full)
                        channels[member] = blocks[member].__enter__()
                    case "publish":
                        nursery.start_soon(publish, argument)
                    case "publish_nowait":
                        topic.publish_nowait(argument)
                    case "refuse":
                        with pytest.raises(trio.WouldBlock):
                            topic.publish_nowait(argument)
                    case "receive":
                        member, value = argument
                        assert channels[member].receive_nowait() == value
                    case "leave":
                        try:
                            blocks[argument].__exit__(None, None, None)
                        except trio.BrokenResourceError:
                            assert argument not in left
                    case "cancel":
                        scopes[argument].cancel()
                    case _:
                        await wait_all_tasks_blocked()
                        assert topic.statistics() == argument
            for member, values in left.items():
                there = channels[member].statistics().current_buffer_used
                got = [channels[member].receive_nowait() for _ in range(there)]
                assert got == values
            nursery.cancel_scope.cancel()


TestTopicModel = TopicModel.TestCase
TestTopicModel.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None
)


# Memory


@each_policy
async def test_a_block_that_was_left_keeps_no_value(when_full: WhenFull) -> None:
    topic = Topic[Thing]()
    block = topic.subscribe(1, when_full=when_full)
    with no_garbage_collector(), block:
        thing = Thing()
        gone = weakref.ref(thing)
        topic.publish_nowait(thing)
        del thing
        assert gone() is not None
    assert gone() is None


def test_nothing_is_kept_alive() -> None:
    gone: list[weakref.ref[Any]] = []

    async def publish(topic: Topic[Thing]) -> None:
        thing = Thing()
        gone.append(weakref.ref(thing))
        with trio.move_on_after(1):
            await topic.publish(thing)

    async def main() -> None:
        topic = Topic[Thing]()
        with (
            topic.subscribe(1) as slow,
            topic.subscribe(1, when_full="drop_oldest") as latest,
        ):
            async with trio.open_nursery() as nursery:
                for _ in range(4):
                    nursery.start_soon(publish, topic)
            await trio.lowlevel.checkpoint()  # Trio still held the last task
            assert sum(ref() is not None for ref in gone) <= 2
            read_all(slow)
            read_all(latest)
            assert [ref() for ref in gone] == [None] * 4
            gone[:] = [weakref.ref(slow)]
        del slow
        assert gone[0]() is None
        gone.append(weakref.ref(topic))
        del topic
        assert gone[-1]() is None

    with no_garbage_collector():
        run(main)
