"""An event among the cases."""

from __future__ import annotations

import weakref
from collections import Counter
from typing import Any

import pytest
import trio
import trio.testing

from tests.selection.support import channels, choose, waiting
from tests.support import no_garbage_collector
from trio_patterns.selection import (
    Case,
    recv,
    select,
    wait,
)
from trio_patterns.testing import explore


@pytest.mark.parametrize("event_first", [True, False])
@pytest.mark.parametrize("number", [1, 2])
def test_an_event_and_a_value_in_one_step(number: int, *, event_first: bool) -> None:
    """The value was taken, and so it is returned; the event is still set."""

    async def main() -> None:
        ends = channels(number)
        event = trio.Event()
        async with trio.open_nursery() as nursery:

            @nursery.start_soon
            async def in_a_task() -> None:
                cases = *[recv(r) for _, r in ends], wait(event)
                assert await select(*cases) == (0, "value")
                assert await select(*cases) == (number, None)

            await trio.testing.wait_all_tasks_blocked()
            if event_first:
                event.set()
            ends[0][0].send_nowait("value")
            event.set()

    explore(main, schedules=20)


@pytest.mark.parametrize("number", [1, 2])
def test_an_event_and_a_value_in_one_tick(number: int) -> None:
    """Whichever it is, the value is not lost."""
    answers: set[object] = set()

    async def main() -> None:
        ends = channels(number, 1)
        event = trio.Event()
        async with trio.open_nursery() as nursery:

            @nursery.start_soon
            async def in_a_task() -> None:
                cases = *[recv(r) for _, r in ends], wait(event)
                answers.add(answer := await select(*cases))
                if answer != (0, "value"):
                    assert answer == (number, None)
                    assert await ends[0][1].receive() == "value"

            @nursery.start_soon
            async def set_it() -> None:
                await trio.sleep(1)
                event.set()

            await trio.sleep(1)
            for _ in range(choose([0, 1, 2])):
                await trio.lowlevel.checkpoint()
            await ends[0][0].send("value")

    explore(main, schedules=50)
    assert answers == {(0, "value"), (number, None)}


@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_event_and_a_cancellation_in_one_step(number: int) -> None:
    async def main() -> None:
        ends = channels(number)
        events = trio.Event(), trio.Event()
        with trio.CancelScope() as scope:
            async with trio.open_nursery() as nursery:
                cases = [*[recv(r) for _, r in ends], *map(wait, events)]
                nursery.start_soon(select, *cases)
                await trio.testing.wait_all_tasks_blocked()
                choose(events).set()
                scope.cancel()
        await trio.testing.wait_all_tasks_blocked()
        assert [event.statistics().tasks_waiting for event in events] == [0, 0]
        assert [waiting(r) for _, r in ends] == [0] * number

    explore(main, schedules=20)


def test_selects_beside_one_event_share_a_helper() -> None:
    async def main() -> None:
        ((s, r),) = channels(1)
        event = trio.Event()
        answers = Counter[Any]()

        async def one() -> None:
            answers[await select(recv(r), wait(event), wait(event))] += 1

        async with trio.open_nursery() as nursery:
            for _ in range(100):
                nursery.start_soon(one)
            for left in range(100, 60, -1):
                await trio.testing.wait_all_tasks_blocked()
                assert waiting(r) == left
                assert event.statistics().tasks_waiting == 1
                s.send_nowait(None)
            event.set()
        assert answers[0, None] == 40
        assert answers[1, None] + answers[2, None] == 60

    explore(main, schedules=10)


def test_the_helper_of_an_event_serves_another_select_before_its_own_has_left() -> None:
    async def main() -> None:
        ends = channels(3)
        event = trio.Event()
        async with trio.open_nursery() as nursery:

            @nursery.start_soon
            async def beside_the_event() -> None:
                assert await select(recv(ends[0][1]), wait(event)) == (1, None)

            @nursery.start_soon
            async def another() -> None:
                await trio.testing.wait_all_tasks_blocked()
                event.set()
                for _ in range(choose([1, 2])):
                    await trio.lowlevel.checkpoint()
                assert await select(*[recv(r) for _, r in ends[1:]]) == (1, "value")

            await trio.sleep(1)
            ends[2][0].send_nowait("value")

    explore(main, schedules=50)


def test_the_helper_of_an_event_that_came_too_late_serves_again() -> None:
    async def main() -> None:
        (s, r), (_, r2) = channels(2)
        event = trio.Event()

        async def once(*cases: Case[Any]) -> None:
            assert await select(*cases) == (0, "value")

        async with trio.open_nursery() as nursery:
            nursery.start_soon(once, recv(r), wait(event))
            await trio.testing.wait_all_tasks_blocked()
            s.send_nowait("value")
            event.set()
            await trio.testing.wait_all_tasks_blocked()
            nursery.start_soon(once, recv(r), recv(r2))
            await trio.testing.wait_all_tasks_blocked()
            s.send_nowait("value")

    explore(main, schedules=20)


@pytest.mark.parametrize("number", [1, 2])
async def test_an_event_is_left_and_not_kept_alive(number: int) -> None:
    ends = channels(number)
    event = trio.Event()
    reference = weakref.ref(event)
    with no_garbage_collector():
        cases = [*[recv(r) for _, r in ends], wait(event)]
        for _ in range(3):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(select, *cases)
                await trio.testing.wait_all_tasks_blocked()
                assert event.statistics().tasks_waiting == 1
                ends[-1][0].send_nowait("value")
            await trio.lowlevel.checkpoint()
            assert event.statistics().tasks_waiting == 0
        del event, cases
        assert reference() is None
