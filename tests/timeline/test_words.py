from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import trio

from trio_patterns import gather, hedge, pipeline
from trio_patterns.timeline._words import (
    error_in_words,
    short_names,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from trio_patterns.timeline import Timeline

    Recorded = Callable[[Callable[[], Awaitable[object]]], Timeline]


class BrokenError(Exception):
    def __str__(self) -> str:
        raise ValueError("no words")


def test_errors() -> None:
    assert error_in_words(ValueError()) == "ValueError"
    assert error_in_words(ValueError("a\nb\x00\ud800")) == "ValueError: a b??"
    assert error_in_words(BrokenError()) == "BrokenError"
    assert error_in_words(KeyError("a")) == "KeyError: 'a'"
    assert error_in_words(ValueError(1, "b")) == "ValueError: (1, 'b')"
    assert error_in_words(ValueError([1] * 9)) == "ValueError: [1, 1, 1, 1, 1, 1, ...]"
    assert (
        error_in_words(FileNotFoundError(2, "no")) == "FileNotFoundError: [Errno 2] no"
    )
    group = ExceptionGroup("two", [ValueError("a"), KeyError(1)])
    assert error_in_words(group) == "ExceptionGroup of ValueError: a, KeyError: 1"
    nested: list[Exception] = [group]
    for _ in range(5_000):
        nested = [ExceptionGroup("n", nested * 1_000)]
    words = error_in_words(nested[0])
    assert words.startswith("ExceptionGroup of ExceptionGroup of ")


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


def test_an_argument_that_raises_whatever_it_is_asked_for(recorded: Recorded) -> None:
    class Proxy:
        def __getattribute__(self, name: str) -> Any:
            raise RuntimeError(name)

    async def use(_proxy: Proxy) -> None: ...

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(use, Proxy())
            nursery.start_soon(use, Proxy(), name="named")

    names = [task.name for task in recorded(main).recording.tasks]
    assert names == ["main", "use", "named"]


def test_a_reason_that_is_no_string(recorded: Recorded) -> None:
    async def main() -> None:
        reason: Any = ["no", "reason"]
        with trio.CancelScope() as scope:
            scope.cancel(reason=reason)
            await trio.sleep(1)

    wait = recorded(main).recording.tasks[0].waits[-1]
    assert wait.cancelled is not None
    assert wait.cancelled.reason == "['no', 'reason']"


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
