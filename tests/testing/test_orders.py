"""Seeds as orders, and the search through them; `explore` is tested with programs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import trio
from hypothesis import given
from hypothesis import strategies as st

from trio_patterns.testing._orders import OrderSearch, TaskOrder
from trio_patterns.testing.schedules import run_in_order

if TYPE_CHECKING:
    from collections.abc import Callable

# How many tasks are ready, batch by batch.
BATCHES = st.lists(st.integers(1, 4), max_size=4)


def program(sizes: list[int], log: list[int]) -> Callable[[], object]:
    """Batches of so many ready tasks, each of which writes down its number."""

    async def main() -> None:
        async def child(number: int) -> None:
            log.append(number)

        for size in sizes:
            async with trio.open_nursery() as nursery:
                for number in range(size):
                    nursery.start_soon(child, number)

    return main


def orders_of(sizes: list[int]) -> int:
    return math.prod(map(math.factorial, sizes))


def ordered(order: TaskOrder, sizes: list[int]) -> tuple[int, ...]:
    log: list[int] = []
    run_in_order(order, program(sizes, log))  # type: ignore[arg-type]
    return tuple(log)


@given(BATCHES)
def test_the_search_finds_each_order_once(sizes: list[int]) -> None:
    wanted = orders_of(sizes)
    if wanted > 50:
        return
    search = OrderSearch(wanted, seed=0)
    seen = [ordered(order, sizes) for order in search]
    assert len(set(seen)) == len(seen) == wanted
    assert search.tried == wanted
    assert search.complete or wanted == 1


@given(BATCHES, st.integers(-500, 500))
def test_a_seed_names_one_order(sizes: list[int], seed: int) -> None:
    order = TaskOrder(seed)
    log = ordered(order, sizes)
    assert ordered(TaskOrder(seed), sizes) == log
    # Each batch ran as a whole, in the order that its digit says.
    start = 0
    for size in sizes:
        assert sorted(log[start : start + size]) == list(range(size))
        start += size
    possible = [count for _, count in order.digits]
    assert [count for count in possible if count > 1] == [
        math.factorial(size) for size in sizes if size > 1
    ]


@given(st.lists(st.integers(2, 4), min_size=1, max_size=4))
def test_minus_one_is_the_order_of_age(sizes: list[int]) -> None:
    by_age = tuple(number for size in sizes for number in range(size))
    assert ordered(TaskOrder(-1), sizes) == by_age
