from __future__ import annotations

import sys
import tracemalloc
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import mock

import pytest

from trio_patterns.timeline._values import (
    LONGEST,
    shortened,
    value_in_words,
    word_for,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


class Colour(Enum):
    RED = 1


class Broken:
    def __repr__(self) -> str:
        raise ValueError("no words")

    __str__ = __repr__


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


class Proxy:
    """Raises whatever it is asked for, as one without a context does."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


class Unhashable(type):  # noqa: PLW1641  # what it is for
    def __eq__(cls, other: object) -> bool:
        return cls is other


class OfUnhashableClass(metaclass=Unhashable):
    pass


@pytest.mark.parametrize(
    "make",
    [
        Proxy,  # made in the test, as pytest would look into it
        OfUnhashableClass,
        partial(mock.Mock, spec=int),
        partial(mock.Mock, spec=str),
        partial(mock.Mock, spec=ValueError),
        partial(mock.Mock, spec=Point),
    ],
)
def test_what_is_not_what_it_says(make: Callable[[], object]) -> None:
    value = make()
    assert word_for(value) == ""
    assert len(value_in_words(value)) <= LONGEST
    assert value_in_words([value])


def test_shortened() -> None:
    assert shortened("abcdef", 6) == "abcdef"
    assert shortened("abcdefg", 6) == "abcde…"
    assert shortened("<x at 0x7fA0> and <y at 0x1>") == "<x> and <y>"
    assert shortened("a" + " " * 100_000 + "b", 6) == "a…"


class Row(NamedTuple):
    cells: Any


class Rows(list[Any]):
    pass


class Shout(str):
    __slots__ = ()


class Named(NamedTuple):
    name: str

    def __repr__(self) -> str:
        return f"the {self.name}"


def nested(make: Callable[[object], object], depth: int = 12) -> object:
    value: object = 0
    for _ in range(depth):
        value = make(value)
    return value


class Glued:
    """Has the fields that a named tuple has, and is none."""

    _fields = ("a", "b")


class array:  # noqa: N801  # called as one of those that `reprlib` knows by name
    def __repr__(self) -> str:
        return "mine"


BIG: list[tuple[object, str]] = [
    (b"a\n", r"b'a\n'"),
    (b"x" * 100, "b'" + "x" * 57 + "…"),
    (bytearray(b"ab"), "bytearray(b'ab')"),
    ({1: b"x" * 100}, "{1: b'" + "x" * 53 + "…"),
    (Row((1, b"ab")), "Row(cells=(1, b'ab'))"),
    (Row(list(range(100))), "Row(cells=[0, 1, 2, 3, 4, 5, ...])"),
    (Named("one"), "the one"),
    (nested(Row), "Row(cells=Row(cells=Row(cells=Row(cells=Row(cells=Row(cells…"),
    (
        nested(lambda value: Row((value, value))),
        "Row(cells=(Row(cells=(Row(cells=(Row(...), Row(...))), Row(…",
    ),
    (
        nested(lambda value: [Row([value])]),
        "[Row(cells=[[Row(cells=[[...]])]])]",
    ),
    (nested(KeyError), "KeyError(" * 6 + "KeyEr…"),
    (Rows([1, 2]), "[1, 2]"),
    (Rows(range(100)), "[0, 1, 2, 3, 4, 5, ...]"),
    (Shout("a" * 100), f"'{'a' * 27}...{'a' * 28}'"),
    (defaultdict(int, a=1), "defaultdict(<class 'int'>, {'a': 1})"),
    (Counter("aab"), "Counter({'a': 2, 'b': 1})"),
    (OrderedDict(a=1), "OrderedDict({'a': 1})"),
    (deque([1, 2]), "deque([1, 2])"),
    (ValueError("a", 1), "ValueError('a', 1)"),
    (ValueError(), "ValueError()"),
    (10**50, "100000000000000000...0000000000000000000"),
    ([10**5_000], "[<int of 16,610 bits>]"),
    (Point(1, 10**5_000), "Point(1)"),
    (set(range(2_000)), "<set of 2,000>"),
    (Glued(), "<Glued>"),
    (array(), "mine"),
]


@pytest.mark.parametrize(("value", "words"), BIG)
def test_what_could_be_big(value: object, words: str) -> None:
    assert value_in_words(value) == words


MILLION = 1_000_000


@pytest.mark.parametrize(
    "value",
    [
        b"x" * MILLION,
        bytearray(MILLION),
        "x" * MILLION,
        [b"x" * MILLION],
        {1: {2: b"x" * MILLION}},
        Row(range(MILLION)),
        nested(lambda value: Row((value, value))),
        nested(lambda value: ValueError(*[value] * 20)),
        Row(dict.fromkeys(range(MILLION // 10))),
        Rows([*range(MILLION // 10)]),
        Shout("x" * MILLION),
        defaultdict(int, dict.fromkeys(range(MILLION // 10))),
        Counter(range(MILLION // 10)),
        {*range(MILLION // 10)},
        ValueError("x" * MILLION),
        ExceptionGroup("many", [ValueError(1)] * (MILLION // 10)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_big_value_takes_no_more_than_a_small_one(value: object) -> None:
    # What a tool that measures coverage notes of a line that is new is not the value's.
    value_in_words(value)
    word_for(value)
    tracemalloc.start()
    try:
        value_in_words(value)
        word_for(value)
        assert tracemalloc.get_traced_memory()[1] < 50_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("value", [True, 0.5, 7, "seven", None])
def test_a_simple_value_is_looked_at_once(value: object) -> None:
    called: list[str] = []

    def profile(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.append(frame.f_code.co_name)

    sys.setprofile(profile)
    try:
        word_for(value)
    finally:
        sys.setprofile(None)
    assert called.count("word_for") == 1
