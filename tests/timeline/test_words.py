from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import trio

from trio_patterns import gather, hedge, pipeline
from trio_patterns.timeline._words import (
    error_in_words,
    short_names,
    shortened,
    value_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from trio_patterns.timeline import Timeline

    Recorded = Callable[[Callable[[], Awaitable[object]]], Timeline]


class Colour(Enum):
    RED = 1


class Broken:
    def __repr__(self) -> str:
        raise ValueError("no words")

    __str__ = __repr__


class BrokenError(Exception):
    def __str__(self) -> str:
        raise ValueError("no words")


@dataclass
class Point:
    x: int
    name: Any


@dataclass
class City:
    name: str
    inhabitants: int

    def __str__(self) -> str:
        return self.name


class Number(int):
    pass


class Plain:
    pass


def function() -> None:
    """Does nothing."""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1, "1"),
        ("a", "'a'"),
        ([1, 2], "[1, 2]"),
        (list(range(100)), "[0, 1, 2, 3, 4, 5, ...]"),
        (Point(1, "one"), "Point(1, 'one')"),
        (Point(1, Colour.RED), "Point(1, RED)"),
        (Point(1, None), "Point(1)"),
        (Point(1, Plain()), "Point(1)"),
        (Point(1, Broken()), "Point(1)"),
        (City("Rome", 2_750_000), "Rome"),
        (City("R" * 30, 1), "City(1)"),
        (Point(1, City("Rome", 2_750_000)), "Point(1, Rome)"),
        (Colour.RED, "RED"),
        (Number(3), "3"),
        (Point(1, Number(3)), "Point(1, 3)"),
        (Point(1, "x" * 30), "Point(1)"),
        (Plain(), "<Plain>"),
        (Broken(), "<Broken>"),
        (function, "<function function>"),
        ("a\nb", r"'a\nb'"),
        (Exception("a\nb\x00\ud800"), r"Exception('a\nb\x00\ud800')"),
    ],
)
def test_values(value: object, words: str) -> None:
    assert value_in_words(value) == words


def test_errors() -> None:
    assert error_in_words(ValueError()) == "ValueError"
    assert error_in_words(ValueError("a\nb\x00\ud800")) == "ValueError: a b??"
    assert error_in_words(BrokenError()) == "BrokenError"
    group = ExceptionGroup("two", [ValueError("a"), KeyError(1)])
    assert error_in_words(group) == "ExceptionGroup of ValueError: a, KeyError: 1"


def test_shortened() -> None:
    assert shortened("abcdef", 6) == "abcdef"
    assert shortened("abcdefg", 6) == "abcde…"
    assert shortened("<x at 0x7fA0> and <y at 0x1>") == "<x> and <y>"


def test_arguments_that_are_the_same_for_all_are_left_out(recorded: Recorded) -> None:
    async def find(_bucket: str, _place: str, _limit: object) -> None: ...

    async def same(_a: int) -> None: ...

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(find, "b", "Rome", trio.CapacityLimiter(1))
            nursery.start_soon(find, "b", "Oslo", trio.CapacityLimiter(1))
            nursery.start_soon(same, 1)
            nursery.start_soon(same, 1)

    tasks = recorded(main).recording.tasks
    assert [task.name for task in tasks[1:]] == [
        "find('b', 'Rome')",
        "find('b', 'Oslo')",
        "same(1)",
        "same(1) #2",
    ]
    assert short_names(tasks)[1:] == [
        "find('Rome')",
        "find('Oslo')",
        "same",
        "same #2",
    ]


def test_arguments_of_what_a_helper_runs(recorded: Recorded) -> None:
    async def find(name: str, place: str, *, limit: int) -> None:
        del name, place, limit
        await trio.sleep(1)

    async def main() -> None:
        finds = (partial(find, "bucket", place) for place in ("SBG", "GRA"))
        await gather(*(partial(once, limit=2) for once in finds))

    tasks = recorded(main).recording.tasks
    assert [task.name for task in tasks] == [
        "main",
        "find('bucket', 'SBG', 2)",
        "find('bucket', 'GRA', 2)",
    ]
    assert short_names(tasks) == ["main", "find('SBG')", "find('GRA')"]


def test_what_hedge_waits_for(recorded: Recorded) -> None:
    async def main() -> None:
        await hedge(partial(trio.sleep, 2), partial(trio.sleep, 2), delay=1)

    wait = recorded(main).recording.tasks[0].waits[0]
    assert (wait.kind, wait.what) == ("answer", "the first answer, or an error")


def test_place_in_a_helper_is_told_without_the_line(recorded: Recorded) -> None:
    async def main() -> None:
        async with pipeline([1, 2]) as numbers:
            await trio.sleep(1)
            async for _ in numbers:
                pass

    tasks = recorded(main).recording.tasks
    places = {wait.place for task in tasks[1:] for wait in task.waits if wait.place}
    assert places == {"trio_patterns/streams"}
    assert tasks[0].waits[-1].place.startswith("test_words.py:")
