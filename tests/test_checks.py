"""Arguments that are numbers, functions or neither."""

from __future__ import annotations

import copy
import functools
import math
import pickle
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
import trio

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
    broadcast,
    first_success,
    gather,
    hedge,
    once_value,
    open_limited_nursery,
    pipeline,
    race,
)
from trio_patterns._checks import check_count, check_seconds

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable


class Integer:
    """An integer as numpy has them."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value


class Number:
    """A floating point number as numpy has them."""

    def __init__(self, value: float) -> None:
        self.value = value

    def __float__(self) -> float:
        return self.value


async def one() -> int:
    return 1


async def test_other_integers_are_as_good() -> None:
    assert type(check_count("limit", Integer(3), least=1)) is int
    semaphore = WeightedSemaphore(Integer(3))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    two: Any = Integer(2)
    await semaphore.acquire(two)
    async with semaphore.hold(Integer(1)):  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        with pytest.raises(trio.WouldBlock):
            semaphore.acquire_nowait(two)
    semaphore.release(two)
    assert repr(semaphore.statistics().available) == "3"
    assert await gather(one, one, limit=two) == (1, 1)
    async with amap(lambda _: one(), "abc", limit=two) as results:
        assert [result async for result in results] == [1, 1, 1]
    limiter = RateLimiter(1, two)
    await limiter.acquire(two)
    assert repr(limiter.statistics().burst) == "2"
    with Topic[int]().subscribe(two) as channel:
        assert channel.statistics().max_buffer_size == 2
    async with broadcast("a", two, buffer=two) as copies:
        assert len(copies) == 2
    async with pipeline("ab", buffer=two) as values:
        assert [value async for value in values] == ["a", "b"]


async def test_other_numbers_of_seconds_are_as_good() -> None:
    for half in Number(0.5), Fraction(1, 2):
        assert repr(check_seconds("delay", half)) == "0.5"
        seconds: Any = half
        assert Ticker(seconds).period == 0.5
        assert repr(RateLimiter(seconds).statistics().rate) == "0.5"
        assert repr(after(seconds)) == "after(0.5)"
        assert await hedge(one, delay=seconds) == 1
    assert repr(check_seconds("delay", Integer(2))) == "2.0"


class Refuses:
    """It has the method, and no value, as an array of numpy has."""

    def __index__(self) -> int:
        raise TypeError

    __float__ = __index__


@pytest.mark.parametrize("wrong", ["1", None, True, 1j, [1], Refuses()], ids=type)
def test_what_is_no_number(wrong: object) -> None:
    with pytest.raises(TypeError, match=r"^delay must be a number of seconds"):
        check_seconds("delay", wrong)
    with pytest.raises(TypeError, match=r"^limit must be an int of at least 1"):
        check_count("limit", wrong, least=1)
    with pytest.raises(TypeError, match=r"^limit must be an int of at least 1"):
        check_count("limit", 1.0, least=1)


async def test_seconds_that_no_float_can_hold() -> None:
    calls: list[Callable[[], object]] = [
        lambda: after(10**400),
        lambda: Ticker(10**400),
        lambda: RateLimiter(10**400),
        lambda: after(Fraction(10**400)),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ]
    for call in calls:
        with pytest.raises(ValueError, match="is too large: a float can't hold it"):
            call()
    with pytest.raises(ValueError, match="delay is too large"):
        await hedge(one, delay=10**400)
    assert check_seconds("delay", math.inf) == math.inf


def sync(*_: object) -> Any:
    return None


async def generator(*_: object) -> AsyncGenerator[int]:
    yield 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (sync, "sync appears to be synchronous: it returned a NoneType"),
        (generator, "generator is an async generator function"),
        (functools.partial(sync), "appears to be synchronous"),
    ],
)
async def test_a_function_that_is_not_async(wrong: Any, message: str) -> None:
    async def spawn() -> None:
        async with open_limited_nursery(1) as group:
            await group.spawn(wrong)

    async def read(block: Any) -> None:
        async with block as results:
            await results.receive()

    alone: list[Callable[[], Awaitable[object]]] = [
        lambda: race(wrong),
        lambda: SingleFlight[int, int]().do(1, wrong),
        lambda: Once[int]().do(wrong),
        once_value(wrong),
    ]
    for call in alone:
        with pytest.raises(TypeError, match=message):
            await call()
    in_a_group: list[Callable[[], Awaitable[object]]] = [
        lambda: gather(wrong),
        lambda: gather(wrong, limit=1),
        lambda: first_success(wrong),
        lambda: hedge(wrong, delay=1),
        lambda: read(amap(wrong, [1], limit=1)),
        lambda: read(pipeline([1], wrong)),
        spawn,
    ]
    for call in in_a_group:
        with pytest.RaisesGroup(pytest.RaisesExc(TypeError, match=message)):
            await call()


@pytest.mark.parametrize(
    "original",
    [
        WeightedSemaphore(1),
        RWLock(),
        Once[int](),
        SingleFlight[int, int](),
        Ticker(1),
        RateLimiter(1),
        Topic[int](),
    ],
    ids=lambda it: type(it).__name__,
)
def test_what_tasks_share_is_not_copied(original: object) -> None:
    for make in copy.copy, copy.deepcopy, pickle.dumps:
        with pytest.raises(TypeError, match=f"a {type(original).__name__} can't be"):
            make(original)
