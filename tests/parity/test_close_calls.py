"""Two things at the same moment: what the pairs, which are exact, can't show."""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any

import pytest
import trio

from trio_patterns.guide.catalogue import examples_root, importable
from trio_patterns.testing import explore

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the programs of the guide have logged."""
    told: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(record.getMessage())

    collector = Collector()
    logger = logging.getLogger("example")
    logger.addHandler(collector)
    with importable(examples_root()):
        yield told
    logger.removeHandler(collector)


def program(name: str) -> Any:
    return importlib.import_module(name)


def count(lines: list[str], word: str) -> int:
    return sum(line.startswith(word) for line in lines)


def test_an_order_that_comes_as_its_worker_leaves_is_done(lines: list[str]) -> None:
    workers: set[int] = set()

    async def scenario() -> None:
        lines.clear()
        async with trio.open_nursery() as nursery:
            pool = program("worker_pool.idle").Pool(nursery)
            pool.submit("ann", 1)
            await trio.sleep(0.04)  # 0.01 of work, and 0.03 of patience
            pool.submit("ann", 2)
        assert count(lines, "done") == 2
        workers.add(count(lines, "nothing"))

    explore(scenario)
    # Both happen: the worker stays, or a new one comes.
    assert workers == {1, 2}


def test_a_song_that_comes_with_a_pause_is_not_lost(lines: list[str]) -> None:

    async def scenario() -> None:
        lines.clear()
        songs, receive = trio.open_memory_channel[str](9)
        player = program("owned_worker.pause").Player(receive)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(player.run)
            nursery.start_soon(songs.send, "hey")
            await trio.lowlevel.checkpoint()
            player.pause()
            await trio.sleep(1)
            player.pause()  # once more, by somebody else
            await trio.sleep(1)
            player.resume()
            songs.close()
        assert count(lines, "ends") == 1

    assert explore(scenario).complete


def test_what_is_refuted_in_time_is_not_dead(lines: list[str]) -> None:

    async def scenario() -> None:
        lines.clear()
        async with trio.open_nursery() as nursery:
            suspicion = program("timer_reset.suspicion").Suspicion(nursery, "ann")
            await trio.sleep(0.08)
            in_time = suspicion.refute()
        assert in_time == (not lines)

    assert explore(scenario).complete
