from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing

from tests.streams.support import (
    Numbers,
    Receive,
    Send,
    any_source,
    copy,
    reason_seen_by,
    squares,
)
from trio_patterns.streams import broadcast, pipeline
from trio_patterns.testing import explore

if TYPE_CHECKING:
    from trio.testing import MockClock


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


async def fails_and_closes(receive: Receive[int], send: Send[int]) -> None:
    """Closes its channels on its way out, before anybody sees its error."""
    async with receive, send:
        async for number in receive:
            await send.send(number)
            if number == 1:
                raise OSError


async def closes_and_fails(receive: Receive[int], send: Send[int]) -> None:
    async with send:
        await send.send(await receive.receive())
    await trio.sleep(1)
    raise OSError


@pytest.mark.parametrize("stage", [fails_and_closes, closes_and_fails])
@pytest.mark.parametrize("later", [[], [copy]], ids=["last", "not the last"])
def test_a_stage_that_fails_and_closes_its_channel_makes_no_end(
    stage: Any, later: list[Any]
) -> None:
    """Neither for a reader outside of the block, nor for one in it that is shielded."""

    async def main() -> None:
        seen: list[object] = []

        async def read(values: Receive[int]) -> None:
            try:
                async for _ in values:
                    pass
            except trio.ClosedResourceError:
                seen.append("closed")
            else:
                seen.append("end")

        async with trio.open_nursery() as outside:
            with pytest.RaisesGroup(OSError):
                async with pipeline(range(3), stage, *later) as values:
                    outside.start_soon(read, values)
                    with trio.CancelScope(shield=True):
                        await read(values)
        assert seen == ["closed", "closed"]

    explore(main, schedules=20)


@pytest.mark.parametrize("stage", [fails_and_closes, closes_and_fails])
def test_a_stage_that_fails_and_closes_its_channel_cancels_the_reader(
    stage: Any,
) -> None:
    """The loop of the reader does not just end, and nothing after it happens."""

    async def main() -> None:
        with pytest.RaisesGroup(OSError):
            async with pipeline(range(3), stage) as values:
                async for _ in values:
                    pass
                raise AssertionError

    explore(main, schedules=20)


def test_a_stage_that_is_cancelled_and_closes_its_channel_makes_no_end() -> None:
    async def stage(receive: Receive[int], send: Send[int]) -> None:
        async with receive, send:
            await trio.sleep_forever()

    async def main() -> None:
        async def read(values: Receive[int]) -> None:
            with pytest.raises(trio.ClosedResourceError):
                await values.receive()

        async with trio.open_nursery() as outside:
            with trio.move_on_after(1):
                async with pipeline(range(3), stage) as values:
                    outside.start_soon(read, values)
                    await trio.sleep_forever()

    explore(main, schedules=20)


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
