"""The stand-ins for `kqueue` and `socketpair`, on the pipes of this machine."""

from __future__ import annotations

import select
from typing import TYPE_CHECKING

import browser_platform
import pytest
from browser_platform import Asleep, Kqueue, PipeEnd, kevent, socketpair

if TYPE_CHECKING:
    from collections.abc import Iterator

READ, WRITE = -1, -2
ADD, DELETE, ONESHOT = 1, 2, 16
A_DAY = 24 * 60 * 60


@pytest.fixture
def ends() -> Iterator[tuple[PipeEnd, PipeEnd]]:
    reading, writing = socketpair()
    reading.setblocking(False)
    yield reading, writing
    reading.close()
    writing.close()


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(browser_platform, "sleep", slept.append)
    return slept


def test_elsewhere_nothing_is_touched() -> None:
    assert getattr(select, "kqueue", None) is not Kqueue


def test_what_can_be_read_is_told_until_it_is_read(
    ends: tuple[PipeEnd, PipeEnd], slept: list[float]
) -> None:
    reading, writing = ends
    queue = Kqueue()
    assert queue.control([kevent(reading, READ, ADD)], 0) == []
    assert queue.control([], 10, 0.25) == []
    writing.send(b"x")
    event = kevent(reading, READ, ADD)
    assert queue.control([], 10, 5) == [event]
    assert queue.control([], 10, 5) == [event]
    assert reading.recv(10) == b"x"
    assert queue.control([], 10, 0) == []
    assert slept == [0.25]


def test_an_event_for_once_is_told_once(ends: tuple[PipeEnd, PipeEnd]) -> None:
    _, writing = ends
    queue = Kqueue()
    event = kevent(writing.fileno(), WRITE, ADD | ONESHOT)
    assert queue.control([event], 10, 0) == [event]
    assert queue.control([], 10, 0) == []


def test_what_is_taken_back_is_not_told(ends: tuple[PipeEnd, PipeEnd]) -> None:
    _, writing = ends
    queue = Kqueue()
    queue.control([kevent(writing, WRITE, ADD)], 0)
    assert queue.control([kevent(writing, WRITE, DELETE)], 10, 0) == []


def test_a_closed_end_wakes_the_reader(ends: tuple[PipeEnd, PipeEnd]) -> None:
    reading, writing = ends
    queue = Kqueue()
    event = kevent(reading, READ, ADD)
    writing.close()
    assert queue.control([event], 10, 5) == [event]


def test_a_wait_that_nothing_can_end_breaks_off(
    slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    reports: list[str] = []
    monkeypatch.setattr(
        browser_platform, "when_asleep", lambda: reports.append("asleep")
    )
    with pytest.raises(Asleep):
        Kqueue().control([], 10, A_DAY)
    assert reports == ["asleep"]
    assert slept == []
