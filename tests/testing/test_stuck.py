from __future__ import annotations

from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from trio_patterns._tasks.waits import Wait
from trio_patterns.testing._stuck import (
    cycle_of,
    is_guest_run,
    is_quiet,
    tasks_waiting_for_io,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def one_each(holders: list[int]) -> dict[int, list[int]]:
    return {task: [holder] for task, holder in enumerate(holders)}


# Any, and those in which long cycles are likely: each waits for one other.
GRAPHS = st.one_of(
    st.dictionaries(
        st.integers(0, 6), st.lists(st.integers(0, 8), max_size=3, unique=True)
    ),
    st.permutations(range(5)).map(one_each),
)


@given(GRAPHS)
def test_a_cycle_is_found_where_there_is_one(graph: dict[int, list[int]]) -> None:
    waits: Any = {
        task: Wait("lock", "a Lock", None, holders=tuple(holders))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        for task, holders in graph.items()
    }
    cycle: list[Any] = cycle_of(waits)
    for task, following in zip(cycle, cycle[1:] + cycle[:1], strict=True):
        assert following in graph[task]
    assert len(set(cycle)) == len(cycle)
    assert bool(cycle) == any(reaches(graph, task, task) for task in graph)


def reaches(graph: dict[int, list[int]], start: int, end: int) -> bool:
    seen: set[int] = set()
    pending = list(graph.get(start, []))
    while pending:
        task = pending.pop()
        if task == end:
            return True
        if task not in seen:
            seen.add(task)
            pending += graph.get(task, [])
    return False


def at_io_wait(look: Callable[[], object]) -> object:
    """What ``look`` gives when all tasks of a run wait."""
    seen: list[object] = []

    class Looks(trio.abc.Instrument):
        def before_io_wait(self, timeout: float) -> None:
            if timeout > 0 and not seen:
                seen.append(look())

    async def main() -> None:
        event = trio.Event()
        with trio.move_on_after(0.01):
            await event.wait()

    trio.run(main, instruments=[Looks()])
    return seen[0]


def test_what_trio_knows_of_a_run() -> None:
    assert at_io_wait(is_quiet) is False  # for there is a deadline
    assert at_io_wait(tasks_waiting_for_io) == 1
    assert at_io_wait(is_guest_run) is False


def wrapped_run(run: Callable[..., object]) -> Callable[..., object]:
    @wraps(run)
    def traced(*args: object, **options: object) -> object:
        return run(*args, **options)

    return traced


@pytest.mark.parametrize("replacement", [partial, wrapped_run])
def test_a_run_where_trio_run_was_replaced(
    replacement: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trio, "run", replacement(trio.run))
    assert at_io_wait(is_guest_run) is False
