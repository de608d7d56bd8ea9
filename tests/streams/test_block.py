"""What all streams have in common: the block, its errors and its end."""

from __future__ import annotations

import contextlib
import math
import weakref
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing

from tests.streams.support import (
    MOST_OUT,
    STREAMS,
    Numbers,
    Singles,
    any_source,
    any_stream,
    reason_seen_by,
)
from tests.support import (
    Thing,
    interrupted_everywhere,
    kept_cancellation,
    no_garbage_collector,
)
from trio_patterns.streams import _block, amap, pipeline
from trio_patterns.testing import cancel_everywhere, explore, run

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from trio.testing import MockClock


@any_stream
@any_source
def test_all_values_arrive(name: str, kind: str) -> None:
    async def main() -> None:
        for count in (0, 1, 5):
            async with (
                Numbers(count).source(kind) as source,
                STREAMS[name](source) as stream,
            ):
                assert isinstance(stream, (trio.MemoryReceiveChannel, Singles))
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
                out = MOST_OUT[name]
                if name == "batched, within" and not numbers.open:
                    out = 1  # no task of its own has the next one
                assert numbers.taken - received == out
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
async def test_a_shielded_reader_of_a_stream_that_failed(name: str) -> None:
    """It is not cancelled, and nobody sends any more: an error, and no clean end."""
    numbers = Numbers(3, error=OSError())
    seen: list[str] = []
    with pytest.RaisesGroup(OSError):
        async with STREAMS[name](numbers.iterator()) as stream:
            with trio.CancelScope(shield=True):
                with pytest.raises(trio.ClosedResourceError):
                    async for _ in stream:
                        pass
                seen.append("closed")
    assert seen == ["closed"]


async def failing(kind: str) -> AsyncGenerator[int]:
    """A source that gives a value, and ends in one of several ways."""
    yield 0
    await trio.sleep(1)
    if kind == "error":
        raise OSError
    if kind == "foreign cancellation":
        (await kept_cancellation()).unwrap()


@any_stream
@pytest.mark.parametrize(
    "kind", ["error", "foreign cancellation", "cancelled", "block raises", "block left"]
)
def test_a_reader_outside_the_block_never_sees_a_clean_end(
    name: str, kind: str
) -> None:
    """In no order of the tasks, wherever the stream breaks off."""
    ended: list[str] = []

    async def read(stream: trio.MemoryReceiveChannel[int]) -> None:
        try:
            async for _ in stream:
                pass
        except trio.ClosedResourceError:
            ended.append("closed")
        else:
            ended.append("end")

    async def main() -> None:
        ended.clear()
        async with trio.open_nursery() as readers:
            with contextlib.suppress(BaseExceptionGroup):
                with trio.move_on_after(0.5 if kind == "cancelled" else math.inf):
                    async with STREAMS[name](failing(kind)) as stream:
                        readers.start_soon(read, stream)
                        readers.start_soon(read, stream)
                        if kind == "block raises":
                            await trio.sleep(0.5)
                            raise ValueError
                        if kind != "block left":
                            await trio.sleep_forever()
        assert ended == ["closed", "closed"]

    explore(main, schedules=30)


@any_stream
async def test_a_source_that_yields_inside_a_cancel_scope(
    name: str,
    autojump_clock: MockClock,  # noqa: ARG001  # an argument, or it sleeps in real time
) -> None:
    """Its timeout hits whoever sends the value: an error, and not the end."""

    async def rows() -> AsyncGenerator[int]:
        for n in range(40):
            with trio.fail_after(1):
                await trio.sleep(0.5)
                yield n

    values: list[int] = []
    with pytest.RaisesGroup(
        pytest.RaisesExc(RuntimeError, match="yielded inside a cancel scope")
    ):
        async with STREAMS[name](rows()) as stream:
            async for value in stream:
                values.append(value)
                await trio.sleep(2)
            values.append(99)
    assert 99 not in values


@any_stream
async def test_a_block_and_a_foreign_cancellation(name: str) -> None:
    kept = await kept_cancellation()
    with pytest.RaisesGroup(
        pytest.RaisesExc(RuntimeError, match="where no scope is cancelled")
    ):
        async with STREAMS[name]([1, 2]):
            kept.unwrap()


@pytest.mark.slow  # a program for each await of each block
@any_stream
@pytest.mark.parametrize("source", [range(2), "fails"], ids=str)
def test_ctrl_c_never_looks_like_the_end(name: str, source: Any) -> None:
    """At each line of the block: a reader outside gets all values, or no end."""
    seen: list[object] = []

    async def read(stream: trio.MemoryReceiveChannel[int]) -> None:
        async for value in stream:
            seen.append(value)  # noqa: PERF401  # each one, also before an error
        seen.append("end")

    async def main() -> None:
        seen.clear()
        try:
            async with trio.open_nursery() as readers:
                values = failing("error") if source == "fails" else source
                async with STREAMS[name](values) as stream:
                    readers.start_soon(read, stream)
                    await trio.sleep(2)
        except* (trio.ClosedResourceError, OSError):
            pass

    def check() -> None:
        if "end" in seen:
            assert source != "fails"
            assert sorted(seen[:-1], key=str) == [0, 1]

    assert interrupted_everywhere(main, check, _block) > 5


async def test_a_reader_within_a_pipeline_never_sees_a_clean_end(
    autojump_clock: MockClock,
) -> None:
    """A shielded stage that gets no more, as the one before it has failed."""
    seen: list[str] = []

    async def shielded(
        receive: trio.MemoryReceiveChannel[int], _: trio.MemorySendChannel[int]
    ) -> None:
        with trio.CancelScope(shield=True):
            try:
                async for _value in receive:
                    pass
            except trio.ClosedResourceError:
                seen.append("closed")
            else:
                seen.append("end")

    with pytest.RaisesGroup(OSError):
        async with pipeline(failing("error"), shielded):
            await trio.sleep_forever()
    assert seen == ["closed"]
    assert autojump_clock.current_time() == 1


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
    assert frames == ["raise_later", "_work", "_make_calls", "broken"]


@any_stream
async def test_a_block_left_at_once_takes_nothing_of_a_generator(name: str) -> None:
    """Also of one that has its first value without a checkpoint."""
    begun: list[bool] = []

    async def generator() -> AsyncGenerator[int]:
        begun.append(True)
        yield 1

    source = generator()
    async with STREAMS[name](source):
        pass
    assert begun == []
    await source.aclose()
