"""Small programs that are wrong in some order of their tasks, and how to mend them.

Each is one function: called with ``right=False`` it is the wrong program, with
``right=True`` its corrected twin. `explore` must find the one and pass the other.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import pytest
import trio

from trio_patterns.selection import recv, select
from trio_patterns.testing import explore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PROGRAMS: list[Callable[[bool], Awaitable[None]]] = []


def program(
    fn: Callable[[bool], Awaitable[None]],
) -> Callable[[bool], Awaitable[None]]:
    PROGRAMS.append(fn)
    return fn


checkpoint = trio.lowlevel.checkpoint


@program
async def a_seat_sold_twice(right: bool) -> None:
    seats, lock, sold = [1], trio.Lock(), [0]

    async def sell() -> None:
        async with lock if right else trio.Lock():
            if seats[0] > 0:
                await checkpoint()
                seats[0] -= 1
                sold[0] += 1

    async with trio.open_nursery() as nursery:
        nursery.start_soon(sell)
        nursery.start_soon(sell)
    assert sold == [1]


@program
async def used_before_it_is_ready(right: bool) -> None:
    settings: dict[str, str] = {}

    async def load(
        task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
    ) -> None:
        await checkpoint()
        settings["name"] = "value"
        task_status.started()

    async def use() -> None:
        await checkpoint()
        assert "name" in settings

    async with trio.open_nursery() as nursery:
        if right:
            await nursery.start(load)
        else:
            nursery.start_soon(load)
        nursery.start_soon(use)


@program
async def results_in_the_order_of_arrival(right: bool) -> None:
    results: dict[int, str] = {}

    async def work(number: int) -> None:
        await checkpoint()
        results[number] = f"result {number}"

    async with trio.open_nursery() as nursery:
        for number in range(3):
            nursery.start_soon(work, number)
    in_order = [results[number] for number in sorted(results) if right]
    assert (in_order or list(results.values())) == ["result 0", "result 1", "result 2"]


@program
async def the_recipe_for_a_race(right: bool) -> None:
    # From Trio's documentation: of two that finish in the same tick, both send.
    results: list[str] = []
    go = trio.Event()

    async def jockey(name: str, scope: trio.CancelScope) -> None:
        await go.wait()
        if not (right and results):
            results.append(name)
        scope.cancel()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(jockey, "fast", nursery.cancel_scope)
        nursery.start_soon(jockey, "as fast", nursery.cancel_scope)
        await trio.sleep(1)
        go.set()
    assert len(results) == 1


@program
async def a_value_lost_between_two_receives(right: bool) -> None:
    send_one, one = trio.open_memory_channel[str](1)
    send_two, two = trio.open_memory_channel[str](1)
    got: list[str] = []

    async def receive_from(
        channel: trio.MemoryReceiveChannel[str], scope: trio.CancelScope
    ) -> None:
        value = await channel.receive()
        got[:] = [value]
        scope.cancel()

    async def either() -> None:
        if right:
            index, value = await select(recv(one), recv(two))
            assert index in {0, 1}
            got.append(str(value))
        else:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(receive_from, one, nursery.cancel_scope)
                nursery.start_soon(receive_from, two, nursery.cancel_scope)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(either)
        nursery.start_soon(send_one.send, "one")
        nursery.start_soon(send_two.send, "two")
    left = one.statistics().current_buffer_used + two.statistics().current_buffer_used
    assert len(got) + left == 2


@program
async def stopped_before_the_queue_is_empty(right: bool) -> None:
    send, receive = trio.open_memory_channel[int](10)
    stop, done = trio.Event(), [0]

    async def work() -> None:
        if right:
            async for _ in receive:
                done[0] += 1
            return
        while not stop.is_set():
            await receive.receive()
            done[0] += 1

    async def produce() -> None:
        for number in range(3):
            await send.send(number)
        send.close()
        stop.set()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(work)
        nursery.start_soon(produce)
    assert done == [3]


@program
async def counted_before_the_last_has_begun(right: bool) -> None:
    # Go's `wg.Add` inside the goroutine.
    running, none_left, finished = [0], trio.Event(), [0]

    async def work() -> None:
        if not right:
            running[0] += 1
        await checkpoint()
        finished[0] += 1
        running[0] -= 1
        if running[0] == 0:
            none_left.set()

    async with trio.open_nursery() as nursery:
        for _ in range(3):
            if right:
                running[0] += 1
            nursery.start_soon(work)
            await checkpoint()
        await none_left.wait()
        assert finished == [3]


@pytest.mark.parametrize("schedules", [60, pytest.param(1000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("program", PROGRAMS)
def test_program(program: Any, schedules: int) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011  # each has its own
        explore(functools.partial(program, False), schedules=schedules)
    assert "repeats it" in caught.value.__notes__[-1]
    explore(functools.partial(program, True), schedules=schedules)
