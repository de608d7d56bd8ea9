"""What the helpers are, and what is left of them."""

from __future__ import annotations

import threading
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing

from tests.selection.support import channels, waiting
from tests.support import instruments
from trio_patterns.selection import (
    after,
    recv,
    select,
    send,
    tick,
    wait,
)
from trio_patterns.ticker import Ticker

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from trio.testing import MockClock


async def test_no_instrument_is_left(autojump_clock: MockClock) -> None:
    (s, r), (s2, r2) = channels(2)
    before = instruments()
    assert await select(recv(r), recv(r2), after(1)) == (2, None)
    assert instruments() == before
    with trio.move_on_after(1):
        await select(recv(r), recv(r2))
    assert instruments() == before
    async with trio.open_nursery() as nursery:
        nursery.start_soon(select, recv(r), recv(r2))
        nursery.start_soon(select, recv(r), recv(r.clone()))
        await trio.testing.wait_all_tasks_blocked()
        assert len(instruments()) > len(before)
        for _ in range(2):
            s.send_nowait(1)
    assert instruments() == before
    async with trio.open_nursery() as nursery:

        @nursery.start_soon
        async def in_a_task() -> None:
            with pytest.raises(trio.ClosedResourceError):
                await select(recv(r), send(s2, 1))

        await trio.testing.wait_all_tasks_blocked()
        s2.close()
    assert instruments() == before
    # While one thing at most is waited for, there is none at all.
    async with trio.open_nursery() as nursery:
        nursery.start_soon(select, recv(r), after(1), tick(Ticker(5)))
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert instruments() == before
    assert autojump_clock.current_time() == 3


async def test_a_thousand_selects_at_once() -> None:
    tasks_before = trio.lowlevel.current_statistics().tasks_living
    ends = channels(3)
    got: Counter[Any] = Counter()

    async def one() -> None:
        got[await select(*[recv(r) for _, r in ends])] += 1

    async with trio.open_nursery() as nursery:
        for _ in range(1000):
            nursery.start_soon(one)
        await trio.testing.wait_all_tasks_blocked()
        assert [waiting(r) for _, r in ends] == [1000, 1000, 1000]
        for number in range(1000):
            ends[number % 3][0].send_nowait(number % 3)
            assert sum(waiting(r) for _, r in ends) == 3 * (999 - number)
    assert got == {(0, 0): 334, (1, 1): 333, (2, 2): 333}
    # A few helpers are kept, and the task that ends them with the run.
    assert trio.lowlevel.current_statistics().tasks_living - tasks_before <= 129


async def test_helpers_are_used_again() -> None:
    (s, r), (_, r2) = channels(2)
    spawned: list[str] = []

    class Births(trio.abc.Instrument):
        def task_spawned(self, task: trio.lowlevel.Task) -> None:
            spawned.append(task.name)

    births = Births()
    trio.lowlevel.add_instrument(births)
    for _ in range(5):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(select, recv(r), recv(r2))
            await trio.testing.wait_all_tasks_blocked()
            s.send_nowait(1)
    assert spawned.count("trio_patterns.select helper") == 2
    with trio.move_on_after(0.01):
        await select(wait(trio.Event()), after(1))
    trio.lowlevel.remove_instrument(births)
    assert spawned.count("trio_patterns.select helper") == 2


def test_each_run_has_its_own_helpers() -> None:
    async def main() -> None:
        (s, r), (_, r2) = channels(2)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(select, recv(r), recv(r2))
            await trio.testing.wait_all_tasks_blocked(0.01)
            s.send_nowait(1)

    for _ in range(3):
        trio.run(main)
    threads = [threading.Thread(target=trio.run, args=[main]) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def test_a_run_ends_while_system_tasks_select() -> None:
    ended: list[str] = []

    async def service(
        channel: trio.MemoryReceiveChannel[Any], stop: trio.Event
    ) -> None:
        try:
            await select(recv(channel), wait(stop))
        except trio.Cancelled:
            # The helpers are on their way home, and yet:
            with trio.CancelScope(shield=True):
                stop.set()
                ((_, r),) = channels(1)
                assert await select(recv(r), wait(stop)) == (1, None)
                later = trio.Event()

                async def set_later() -> None:
                    later.set()

                trio.lowlevel.spawn_system_task(partial(shielded, set_later))
                assert await select(recv(r), wait(later)) == (1, None)
            ended.append("cancelled")
            raise

    async def shielded(async_fn: Callable[[], Awaitable[None]]) -> None:
        with trio.CancelScope(shield=True):
            await trio.lowlevel.checkpoint()
            await trio.lowlevel.checkpoint()
            await async_fn()

    async def main() -> None:
        ((_, r),) = channels(1)
        trio.lowlevel.spawn_system_task(service, r, trio.Event())
        await trio.testing.wait_all_tasks_blocked()

    trio.run(main)
    assert ended == ["cancelled"]
