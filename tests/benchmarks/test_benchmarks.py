"""The jobs of the benchmarks do what they say; how long they take is no matter here."""

from __future__ import annotations

import gc
import math
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import trio
import trio.testing

from . import against_go, floor, growth, kept, overhead, peers, reports, tail, waiting
from .charts import Dots, Line, dots, lines
from .measuring import Contest, Effort, conditions, hold, in_turn, times_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from trio_patterns.guide.toolchain import Toolchain

    from .measuring import Job

ONCE = Effort(rounds=1, seconds=0, largest=10)
CONTESTS = [*floor.CONTESTS, *peers.CONTESTS, *overhead.CONTESTS]


@pytest.fixture(autouse=True, scope="module")
def _collect_little() -> Generator[None]:
    """Each sample begins with a garbage collection; leave out what is here by now."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.slow  # does the whole jobs
@pytest.mark.parametrize("contest", CONTESTS, ids=lambda contest: contest.title)
def test_the_jobs_of_a_contest_do_the_same(contest: Contest) -> None:
    result = hold(contest, ONCE)
    assert len(result["rows"]) > 1
    assert result["rows"][0]["ratio"] == 1


def test_jobs_that_differ_are_no_contest() -> None:
    async def two() -> int:
        return 2

    contest = Contest("unequal", lambda _: {"one": floor.answer, "two": two})
    with pytest.RaisesGroup(pytest.RaisesExc(AssertionError, match="unequal")):
        times_of(contest, ONCE)


def test_each_job_is_timed_once_in_each_round() -> None:
    calls: list[str] = []

    def counting(name: str) -> Job:
        async def job() -> None:
            calls.append(name)

        return job

    contest = Contest("few", lambda _: {name: counting(name) for name in "ab"})
    times = times_of(contest, Effort(rounds=5, seconds=0))
    assert [len(its) for its in times.values()] == [5, 5]
    # Once to compare, once to calibrate, and then the rounds.
    assert (calls.count("a"), calls.count("b")) == (7, 7)


def test_every_round_has_all_the_jobs_in_an_order_of_its_own() -> None:
    rounds = list(in_turn("abcd", 20))
    assert all(sorted(names) == list("abcd") for names in rounds)
    assert len(set(map(tuple, rounds))) > 10


@pytest.mark.parametrize("size", [2, 10])
@pytest.mark.parametrize("growing", growth.GROWTHS, ids=lambda growing: growing.title)
async def test_what_grows_is_done_right(growing: growth.Growth, size: int) -> None:
    async with trio.open_nursery() as nursery:
        assert await growing.prepare(size, nursery)() is True
        nursery.cancel_scope.cancel()


def test_slope() -> None:
    sizes = [1, 10, 100]
    assert math.isclose(growth.slope(sizes, [3, 30, 300]), 1)
    assert math.isclose(growth.slope(sizes, [3, 300, 30_000]), 2)


@pytest.mark.parametrize("waiting", growth.WAITING.values(), ids=growth.WAITING)
async def test_what_is_measured_in_memory_waits(
    waiting: Callable[[trio.Nursery], Job],
) -> None:
    async with trio.open_nursery() as nursery:
        job = waiting(nursery)
        await trio.testing.wait_all_tasks_blocked()
        with trio.move_on_after(0) as scope:
            await job()
        assert scope.cancelled_caught
        nursery.cancel_scope.cancel()


def test_what_is_kept_is_counted_and_would_be_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    memory: list[object] = []

    async def remember(done: kept.Done) -> None:
        while True:
            memory.append(object())
            await trio.lowlevel.checkpoint()
            done()

    monkeypatch.setitem(kept.ENDLESS, "all of them", remember)
    result = kept.measure(replace(ONCE, largest=300))
    more = {row["name"]: row["after_many"] - row["after_few"] for row in result["rows"]}
    assert more.pop("all of them") > 2_600
    # Trio forgets the timers of the batches a thousand at a time.
    assert all(blocks < 1_500 for blocks in more.values())
    files = reports.write("kept", {"conditions": conditions(ONCE), **result})
    assert "| blocks after 300 | after 3,000 | more |" in files["kept.md"]


def test_go_and_trio_time_the_same_operations(
    toolchain: Toolchain, monkeypatch: pytest.MonkeyPatch
) -> None:
    del toolchain  # it is there
    monkeypatch.setattr(against_go, "PROGRAMS", ["redundant"])
    result = against_go.measure(ONCE)
    (redundant,) = result["programs"]["rows"]
    assert redundant["trio"] >= 0.1
    assert redundant["go"] >= 0.1
    assert all(row["ratio"] > 1 for row in result["costs"])


@pytest.mark.slow  # builds and runs Go
@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
def test_each_goroutine_thread_and_task_costs_something(toolchain: Toolchain) -> None:
    del toolchain  # it is there
    result = waiting.measure(replace(ONCE, largest=1_000))
    assert [row["count"] for row in result["rows"]] == [1_000] * 3
    assert all(0 < row["seconds"] < 1 for row in result["rows"])
    assert all(0 < row["bytes"] < 1_000_000 for row in result["rows"])
    files = reports.write("waiting", {"conditions": conditions(ONCE), **result})
    assert "| so many at once | 1,000 | 1,000 | 1,000 |" in files["waiting.md"]


@pytest.mark.parametrize("tries", tail.WAYS.values(), ids=tail.WAYS)
@pytest.mark.parametrize("fan_out", [1, 5])
def test_the_tail_is_what_one_computes(fan_out: int, tries: int) -> None:
    """The median of 400 users is near; the rare ones are too rare for a test."""
    (way,) = [way for way, its in tail.WAYS.items() if its == tries]
    result = tail.virtual(fan_out, way, 400)
    median = result["seconds"]["50"]
    assert math.isclose(median, tail.computed(fan_out, tries, 50), rel_tol=0.05)
    asked_again = result["extra_load"]
    assert asked_again == 0 if tries == 1 else 0.03 < asked_again < 0.08


def test_hedging_cuts_the_tail_off() -> None:
    slow = tail.virtual(100, "not hedged", 20)
    fast = tail.virtual(100, "hedged twice", 20)
    assert slow["seconds"]["50"] == tail.SLOW
    assert fast["seconds"]["99.9"] < 0.1


@pytest.mark.slow  # builds and runs Go
def test_sockets_answer() -> None:
    results = trio.run(tail.over_sockets, ONCE, {2: (3, 0.001)})
    assert [result["way"] for result in results] == list(tail.WAYS)
    for result in results:
        assert result["users"] == 3
        assert result["seconds"]["50"] >= tail.FASTEST


def test_a_report_has_a_line_for_each_row() -> None:
    rows = [
        {"name": name, "microseconds": 5, "ratio": ratio, "low": ratio, "high": ratio}
        for name, ratio in (("one", 1), ("other", 2.5))
    ]
    result = {
        "contests": [{"title": "a <contest>", "goal": None, "rows": rows}],
        "conditions": conditions(ONCE),
    }
    files = reports.write("peers", result)
    assert "|  | other | 5.0 µs | 2.50 | 2.50 to 2.50 |" in files["peers.md"]
    ET.fromstring(files["peers.svg"])  # noqa: S314  # it is ours


def test_a_mark_stands_where_its_value_is() -> None:
    svg = dots(
        "t",
        [("g", [Dots("d", [1, 10, 100], (1, 100), "n")])],
        axis="x",
        note="n",
        marks="abc",
    )
    marks = [
        float(element.get("transform", "").partition("(")[2].partition(" ")[0])
        for element in ET.fromstring(svg)  # noqa: S314  # it is ours
        if element.get("class") == "mark"
    ]
    one, ten, hundred = marks[3:]  # behind those of the legend
    assert math.isclose(hundred - ten, ten - one, abs_tol=0.2)
    assert ten > one


def test_lines_are_named() -> None:
    svg = lines(
        "t",
        [Line("rises", [(1, 1), (10, 10)]), Line("flat", [(1, 1), (10, 1)])],
        x_axis="x",
        y_axis="y",
    )
    assert ">rises</text>" in svg
    assert ">flat</text>" in svg
