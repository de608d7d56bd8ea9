"""What a stream takes its values from."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing

from tests.streams.support import STREAMS, Numbers, any_source, any_stream, double
from trio_patterns.streams import amap, batched, broadcast, merge, pipeline
from trio_patterns.testing import explore

if TYPE_CHECKING:
    from collections.abc import (
        AsyncGenerator,
        Iterator,
    )


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
async def test_in_a_cancelled_scope_nothing_is_taken(name: str) -> None:
    numbers = Numbers()
    with trio.CancelScope() as scope:
        scope.cancel()
        async with STREAMS[name](numbers.iterator()):
            raise AssertionError
    assert scope.cancelled_caught
    assert numbers.taken == 0


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
    with pytest.raises(TypeError, match=r"^source must be an iterable, .*, not "):
        batched(wrong, 2)


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
