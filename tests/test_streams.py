from __future__ import annotations

import itertools
import math
import random
import weakref
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing

from tests.support import Thing, no_garbage_collector
from trio_patterns.streams import amap, broadcast, merge, pipeline
from trio_patterns.testing import cancel_everywhere, explore, run

if TYPE_CHECKING:
    from collections.abc import (
        AsyncGenerator,
        AsyncIterator,
        Callable,
        Iterator,
    )
    from contextlib import AbstractAsyncContextManager
    from types import TracebackType

    from trio.testing import MockClock

    from trio_patterns.streams import Source

Receive = trio.MemoryReceiveChannel
Send = trio.MemorySendChannel
variable: ContextVar[str] = ContextVar("variable", default="unset")


choose = random.choice  # decided by `explore`


class Numbers:
    """A source of each kind, which counts how many were taken from it."""

    def __init__(
        self, stop: float = math.inf, *, error: Exception | None = None
    ) -> None:
        self.stop = stop
        self.error = error
        self.taken = 0
        self.open = 0

    def iterator(self) -> Iterator[int]:
        for number in itertools.count():
            if number == self.stop:
                break
            self.taken += 1
            yield number
        if self.error is not None:
            raise self.error

    async def generator(self) -> AsyncGenerator[int]:
        self.open += 1
        try:
            for number in self.iterator():
                await trio.lowlevel.checkpoint()
                yield number
        finally:
            self.open -= 1

    async def send_all(self, send: Send[int]) -> None:
        with send:
            for number in self.iterator():
                self.taken -= 1
                try:
                    await send.send(number)
                except trio.BrokenResourceError:
                    return
                self.taken += 1

    @asynccontextmanager
    async def source(self, kind: str) -> AsyncGenerator[Source[int]]:
        if kind == "iterable":
            yield self.iterator()
        elif kind == "generator":
            yield self.generator()
            assert self.open == 0
        elif kind == "async iterable":
            yield AsyncIterable(self)
            assert self.open == 0
        else:
            send, receive = trio.open_memory_channel[int](0)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self.send_all, send)
                with receive:
                    yield receive
                    # It is still its owner's, and open.
                    assert receive.statistics().open_receive_channels == 1


class AsyncIterable:
    """One whose `__aiter__` makes an async generator."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers

    def __aiter__(self) -> AsyncIterator[int]:
        return self.numbers.generator()


KINDS = ["iterable", "generator", "async iterable", "channel"]
any_source = pytest.mark.parametrize("kind", KINDS)


async def double(number: int) -> int:
    await trio.lowlevel.checkpoint()
    return 2 * number


async def copy(receive: Receive[Any], send: Send[Any]) -> None:
    async for value in receive:
        await send.send(value)


class FirstOf:
    """The block of a broadcast, with the first channel only."""

    def __init__(
        self, stream: AbstractAsyncContextManager[tuple[Receive[Any], ...]]
    ) -> None:
        self.stream = stream

    async def __aenter__(self) -> Receive[Any]:
        first, *_ = await self.stream.__aenter__()
        return first

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        return await self.stream.__aexit__(exc_type, exc, traceback)


# Each makes a stream of a source, whose values are those of the source.
async def identity(value: Any) -> Any:
    return value


STREAMS: dict[
    str, Callable[[Source[Any]], AbstractAsyncContextManager[Receive[Any]]]
] = {
    "amap": lambda source: amap(identity, source, limit=2),
    "amap, ordered": lambda source: amap(identity, source, limit=2, ordered=True),
    "merge": lambda source: merge(source),
    "pipeline": lambda source: pipeline(source),
    "pipeline of 2": lambda source: pipeline(source, copy, copy),
    "pipeline with buffer": lambda source: pipeline(source, copy, copy, buffer=1),
    "broadcast": lambda source: FirstOf(broadcast(source, 1)),
}
MOST_OUT = {
    "amap": 2,
    "amap, ordered": 2,
    "merge": 1,
    "pipeline": 1,
    "pipeline of 2": 3,
    "pipeline with buffer": 6,
    "broadcast": 1,
}
any_stream = pytest.mark.parametrize("name", STREAMS)


# What all of them have in common


@any_stream
@any_source
def test_all_values_arrive(name: str, kind: str) -> None:
    async def main() -> None:
        for count in (0, 1, 5):
            async with (
                Numbers(count).source(kind) as source,
                STREAMS[name](source) as stream,
            ):
                assert isinstance(stream, trio.MemoryReceiveChannel)
                values = [value async for value in stream]
                if name != "amap":
                    assert values == list(range(count))
                assert sorted(values) == list(range(count))

    explore(main, schedules=10)


@any_stream
@any_source
def test_so_many_are_out_and_no_more(name: str, kind: str) -> None:
    async def main() -> None:
        numbers = Numbers()
        async with numbers.source(kind) as source, STREAMS[name](source) as stream:
            for received in range(6):
                await trio.testing.wait_all_tasks_blocked()
                assert numbers.taken - received == MOST_OUT[name]
                await stream.receive()

    explore(main, schedules=5)


@any_stream
@any_source
def test_to_leave_the_block_ends_the_work_at_once(name: str, kind: str) -> None:
    async def main() -> None:
        numbers = Numbers()
        async with numbers.source(kind) as source:
            async with STREAMS[name](source) as stream:
                assert await stream.receive() in (0, 1)
            with pytest.raises(trio.ClosedResourceError):
                stream.receive_nowait()
            assert numbers.open == 0
            assert numbers.taken <= MOST_OUT[name] + 1
        assert trio.current_time() == 0

    explore(main, schedules=10)


@any_stream
@any_source
def test_to_close_the_channel_ends_the_work_at_the_next_value(
    name: str, kind: str
) -> None:
    async def main() -> None:
        numbers = Numbers()
        async with numbers.source(kind) as source, STREAMS[name](source) as stream:
            await stream.receive()
            with trio.CancelScope() as scope:
                stream.close()
                await trio.sleep(1)
            assert not scope.cancelled_caught
            taken = numbers.taken
            assert taken <= MOST_OUT[name] + 2
            assert numbers.open == 0
            await trio.sleep(1)
            assert numbers.taken == taken
        assert trio.current_time() == 2

    explore(main, schedules=10)


@any_stream
@any_source
def test_a_source_that_fails(name: str, kind: str) -> None:
    async def main() -> None:
        error = ValueError("of the source")
        numbers = Numbers(3, error=error)
        with pytest.RaisesGroup(ValueError) as raised:
            async with numbers.source(kind) as source, STREAMS[name](source) as stream:
                async for _ in stream:
                    pass
                over.append("the reader believes that all went well")
        assert raised.value.exceptions == (error,)

    over: list[str] = []
    if kind != "channel":
        explore(main, schedules=20)
    assert over == []


@any_stream
@any_source
async def test_a_block_that_fails(name: str, kind: str) -> None:
    numbers = Numbers()
    async with numbers.source(kind) as source:
        with pytest.RaisesGroup(pytest.RaisesExc(OSError, match=r"^mine$")):
            async with STREAMS[name](source) as stream:
                await stream.receive()
                raise OSError("mine")
        assert numbers.open == 0


@any_stream
@any_source
async def test_a_block_that_is_cancelled(
    name: str, kind: str, autojump_clock: MockClock
) -> None:
    numbers = Numbers()
    async with numbers.source(kind) as source:
        with trio.move_on_after(1) as scope:
            async with STREAMS[name](source) as stream:
                await stream.receive()
                await trio.sleep_forever()
        assert scope.cancelled_caught
        assert numbers.open == 0
    assert autojump_clock.current_time() == 1


@any_stream
async def test_in_a_cancelled_scope_nothing_is_taken(name: str) -> None:
    numbers = Numbers()
    with trio.CancelScope() as scope:
        scope.cancel()
        async with STREAMS[name](numbers.iterator()):
            raise AssertionError
    assert scope.cancelled_caught
    assert numbers.taken == 0


@any_stream
async def test_a_cancellation_before_the_first_step_takes_nothing(name: str) -> None:
    numbers = Numbers()
    async with STREAMS[name](numbers.iterator()):
        pass
    assert numbers.taken == 0


@any_stream
@any_source
def test_cancelled_everywhere(name: str, kind: str) -> None:
    made: list[Numbers] = []

    async def main() -> None:
        made.append(numbers := Numbers(3))
        async with numbers.source(kind) as source, STREAMS[name](source) as stream:
            assert len([value async for value in stream]) == 3

    def check() -> None:
        assert made[-1].open == 0

    cancel_everywhere(main, check=check)
    assert made[-1].taken == 3


@any_stream
async def test_a_block_can_be_entered_only_once(name: str) -> None:
    stream = STREAMS[name]([1, 2])
    async with stream:
        pass
    with pytest.raises(RuntimeError, match="can be entered only once"):
        async with stream:
            raise AssertionError


@any_stream
async def test_a_clone_that_is_kept_sees_the_end(name: str) -> None:
    async with STREAMS[name](Numbers().iterator()) as stream:
        clone = stream.clone()
    values = [value async for value in clone]
    assert values in ([], [0])  # a value may have been in a buffer


@any_stream
async def test_an_endless_stream_read_in_a_shielded_scope(name: str) -> None:
    """After an error there is nobody left who sends: not to hang, that is the end."""
    numbers = Numbers(3, error=OSError())
    values: list[int] = []
    with pytest.RaisesGroup(OSError):
        async with STREAMS[name](numbers.iterator()) as stream:
            with trio.CancelScope(shield=True):
                values += [value async for value in stream]
            values.append(99)
    assert values[-1] == 99


@any_stream
async def test_values_are_not_kept_alive(name: str) -> None:
    things: list[weakref.ref[Thing]] = []

    def make() -> Iterator[Thing]:
        while True:
            thing = Thing()
            things.append(weakref.ref(thing))
            yield thing
            del thing

    async def read() -> None:
        async with STREAMS[name](make()) as stream:
            for _ in range(3):
                assert isinstance(await stream.receive(), Thing)

    with no_garbage_collector():
        await read()
        await trio.lowlevel.checkpoint()  # Trio still held the last task
        assert len(things) >= 3
        assert [thing() for thing in things] == [None] * len(things)


@any_stream
async def test_errors_are_not_kept_alive(name: str) -> None:
    things: list[weakref.ref[Any]] = []

    class WatchedError(Exception):
        pass

    def make() -> Iterator[Thing]:
        yield Thing()
        error = WatchedError(Thing())
        things.extend([weakref.ref(error), weakref.ref(error.args[0])])
        try:
            raise error
        finally:
            del error

    async def read() -> None:
        try:
            async with STREAMS[name](make()) as stream:
                async for _ in stream:
                    pass
        except* WatchedError:
            pass

    with no_garbage_collector():
        await read()
        await trio.lowlevel.checkpoint()
        assert len(things) == 2
        assert [thing() for thing in things] == [None, None]


@any_stream
async def test_an_async_generator_with_a_nursery_left_early(name: str) -> None:
    over: list[str] = []

    async def generate() -> AsyncGenerator[int]:
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(trio.sleep_forever)
                for number in itertools.count():
                    yield number
        finally:
            over.append("over")

    async with STREAMS[name](generate()) as stream:
        await stream.receive()
        stream.close()
        await trio.testing.wait_all_tasks_blocked()
        assert over == ["over"]
    async with STREAMS[name](generate()) as stream:
        await stream.receive()
    assert over == ["over", "over"]


@any_stream
async def test_an_async_generator_whose_clean_up_fails(name: str) -> None:
    async def generate() -> AsyncGenerator[int]:
        async with trio.open_nursery():
            try:
                while True:
                    yield 1
            finally:
                raise OSError

    with pytest.RaisesGroup(pytest.RaisesGroup(OSError)):
        async with STREAMS[name](generate()) as stream:
            await stream.receive()


@pytest.mark.parametrize("wrong", [3, None, double])
def test_what_is_no_source(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"^items must be an iterable, .*, not "):
        amap(double, wrong, limit=1)
    with pytest.raises(TypeError, match=r"^receive_channels\[1\] must be an iterable"):
        merge([1], wrong)
    with pytest.raises(TypeError, match=r"^source must be an iterable, .*, not "):
        pipeline(wrong)
    with pytest.raises(TypeError, match=r"^source must be an iterable, .*, not "):
        broadcast(wrong, 2)


def reason_seen_by(reasons: list[str | None]) -> Callable[..., Any]:
    async def wait(*_: object) -> None:
        try:
            await trio.sleep_forever()
        except trio.Cancelled as cancelled:
            reasons.append(cancelled.reason)
            raise

    return wait


async def test_reasons(autojump_clock: MockClock) -> None:
    reasons: list[str | None] = []
    wait = reason_seen_by(reasons)
    async with amap(wait, [1], limit=1):
        await trio.sleep(1)
    assert reasons == ["the block of amap() was left"]
    reasons.clear()

    async def wait_or_fail(number: int) -> None:
        if number == 0:
            await wait()
        if number == 1:
            await trio.sleep(1)
            raise ValueError("mine")

    with pytest.RaisesGroup(ValueError):
        async with amap(wait_or_fail, [0, 1], limit=2) as results:
            try:
                await results.receive()
            except trio.Cancelled as cancelled:
                reasons.append(cancelled.reason)
                raise
    assert reasons == ["amap() failed with ValueError('mine')"] * 2
    reasons.clear()
    async with amap(wait_or_fail, [0, 2], limit=2) as results:
        results.close()
        await trio.sleep(1)
        assert reasons == ["the channel of amap() was closed"]
    assert autojump_clock.current_time() == 3


# amap


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


class Restarting:
    """A bad iterator, which goes on after it has ended."""

    taken = 0

    def __iter__(self) -> Restarting:
        return self

    def __next__(self) -> int:
        self.taken += 1
        if self.taken % 3 == 0:
            raise StopIteration
        return self.taken


def test_a_source_that_has_ended_is_not_asked_again() -> None:
    async def main() -> None:
        source = Restarting()
        async with amap(double, source, limit=2) as results:
            assert sorted([result async for result in results]) == [2, 4]
        assert source.taken == 3

    explore(main, schedules=10)


@any_stream
async def test_a_source_that_raises_the_end_of_an_async_iterator(name: str) -> None:
    def wrong() -> Iterator[int]:
        yield 1
        raise StopAsyncIteration("not meant to be the end")

    over: list[str] = []
    with pytest.RaisesGroup(RuntimeError):
        async with STREAMS[name](wrong()) as stream:
            async for _ in stream:
                pass
            over.append("the reader believes that all went well")
    assert over == []


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


# merge


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


# pipeline


async def squares(receive: Receive[int], send: Send[int]) -> None:
    async for number in receive:
        await send.send(number * number)


async def take_three(receive: Receive[int], send: Send[int]) -> None:
    for _ in range(3):
        await send.send(await receive.receive())


async def test_stages_in_order() -> None:
    async def even(receive: Receive[int], send: Send[int]) -> None:
        async for number in receive:
            if number % 2 == 0:
                await send.send(number)

    async def twice(receive: Receive[int], send: Send[str]) -> None:
        async with receive, send:
            async for number in receive:
                await send.send(str(number))
                await send.send(str(number))

    async with pipeline(range(5), squares, even, twice) as values:
        assert [value async for value in values] == ["0", "0", "4", "4", "16", "16"]


@any_source
@pytest.mark.parametrize("buffer", [0, 1, math.inf])
def test_a_stage_that_ends_early(kind: str, buffer: float) -> None:
    async def main() -> None:
        numbers = Numbers(1000 if buffer == math.inf else math.inf)
        async with (
            numbers.source(kind) as source,
            pipeline(source, squares, take_three, copy, buffer=buffer) as values,
        ):
            assert [value async for value in values] == [0, 1, 4]
            await trio.testing.wait_all_tasks_blocked()
            # The stages before it have stopped, and so has the source.
            assert numbers.open == 0
            if buffer != math.inf:
                assert numbers.taken <= 3 + 3 * (buffer + 1)

    explore(main, schedules=5)


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_stage_that_fails(position: int) -> None:
    async def fail(receive: Receive[int], send: Send[int]) -> None:
        await send.send(await receive.receive())
        raise ValueError

    running = 0

    async def count(receive: Receive[int], send: Send[int]) -> None:
        nonlocal running
        running += 1
        try:
            # Even a stage that closes its channels when it is cancelled.
            async with receive, send:
                await copy(receive, send)
        finally:
            running -= 1

    async def main() -> None:
        numbers = Numbers()
        stages: list[Any] = [count, count]
        stages.insert(position, fail)
        with pytest.RaisesGroup(ValueError):
            async with pipeline(numbers.generator(), *stages) as values:
                async for _ in values:
                    pass
                over.append("the reader believes that all went well")
        assert running == 0
        assert numbers.open == 0

    over: list[str] = []
    explore(main, schedules=20)
    assert over == []


async def test_a_stage_with_tasks_of_its_own_stops_quietly() -> None:
    async def fan_out(receive: Receive[int], send: Send[int]) -> None:
        async with trio.open_nursery() as nursery:
            for _ in range(3):
                nursery.start_soon(copy, receive, send)

    numbers = Numbers()
    async with pipeline(numbers.generator(), fan_out, take_three) as values:
        assert sorted([value async for value in values]) == [0, 1, 2]
        await trio.testing.wait_all_tasks_blocked()
        assert numbers.open == 0


async def test_another_error_beside_that_of_the_channel() -> None:
    async def fail_at_the_end(receive: Receive[int], send: Send[int]) -> None:
        try:
            await copy(receive, send)
        finally:
            raise ValueError

    async def fail_in_group(receive: Receive[int], send: Send[int]) -> None:
        # Shielded, or in some orders the cancellation comes before the broken channel.
        try:
            with trio.CancelScope(shield=True):
                await copy(receive, send)
        except trio.BrokenResourceError as error:
            raise ExceptionGroup("both", [ValueError(), error]) from None

    with pytest.RaisesGroup(ValueError):
        async with pipeline(Numbers().iterator(), fail_at_the_end, take_three) as read:
            async for _ in read:
                pass
    with pytest.RaisesGroup(pytest.RaisesGroup(ValueError, trio.BrokenResourceError)):
        async with pipeline(Numbers().iterator(), fail_in_group, take_three) as read:
            async for _ in read:
                pass


async def test_a_broken_resource_that_is_not_the_channel() -> None:
    async def broken(receive: Receive[int], send: Send[int]) -> None:
        await send.send(await receive.receive())
        raise trio.BrokenResourceError

    with pytest.RaisesGroup(trio.BrokenResourceError):
        async with pipeline(Numbers().iterator(), broken, copy) as values:
            async for _ in values:
                pass


async def test_a_clean_up_that_sends_does_not_hang(autojump_clock: MockClock) -> None:
    refused: list[str] = []

    async def say_goodbye(receive: Receive[Any], send: Send[Any]) -> None:
        try:
            await copy(receive, send)
        finally:
            with trio.CancelScope(shield=True):
                try:
                    await send.send("goodbye")
                except trio.BrokenResourceError:
                    refused.append("goodbye")

    async with pipeline(Numbers().iterator(), say_goodbye, say_goodbye) as values:
        await values.receive()
    assert refused == ["goodbye"] * 2
    assert autojump_clock.current_time() == 0


async def test_a_reader_that_closes_ends_all_stages_at_the_next_value(
    autojump_clock: MockClock,
) -> None:
    reasons: list[str | None] = []

    async def slow(receive: Receive[int], send: Send[int]) -> None:
        await send.send(await receive.receive())
        await trio.sleep(1)
        await send.send(await receive.receive())

    async def wait(receive: Receive[int], send: Send[int]) -> None:
        await send.send(await receive.receive())
        await send.send(await receive.receive())
        await reason_seen_by(reasons)()

    async with pipeline(Numbers().iterator(), wait, slow) as values:
        await values.receive()
        values.close()
        await trio.sleep(2)
        assert reasons == ["the channel of pipeline() was closed"]
    assert autojump_clock.current_time() == 2


@pytest.mark.parametrize(
    ("buffer", "error", "message"),
    [
        (-1, ValueError, "^buffer must be at least 0, not -1$"),
        (True, TypeError, "^buffer must be an int of at least 0, not True$"),
        (1.5, TypeError, "^buffer must be an int of at least 0, not 1.5$"),
    ],
)
def test_a_wrong_buffer(buffer: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        pipeline([1], buffer=buffer)
    with pytest.raises(error, match=message):
        broadcast([1], 2, buffer=buffer)


# broadcast


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


def test_frames_of_a_user_error() -> None:
    """A traceback shows the user's code, and few frames of ours."""
    frames: list[str] = []

    async def broken(_: int) -> None:
        raise ValueError

    async def main() -> None:
        try:
            async with amap(broken, [1], limit=1) as results:
                await results.receive()
        except* ValueError as group:
            traceback = group.exceptions[0].__traceback__
            while traceback is not None:
                frames.append(traceback.tb_frame.f_code.co_name)
                traceback = traceback.tb_next

    run(main)
    assert frames == ["raise_later", "_work", "broken"]
