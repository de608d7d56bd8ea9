from __future__ import annotations

from collections import Counter

import trio
from hypothesis import given
from hypothesis import strategies as st

from trio_patterns._tasks.task_names import Homonyms, TaskNames, short_name
from trio_patterns.testing import run


@given(st.lists(st.sampled_from(["find", "load", "find #2"])))
def test_homonyms_are_numbered_in_their_order(names: list[str]) -> None:
    homonyms = Homonyms()
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        numbered = f"{name} #{seen[name]}" if seen[name] > 1 else name
        assert homonyms.numbered(name) == numbered


class Service:
    async def serve(self) -> None: ...


def test_what_trio_puts_before_a_name_is_left_out() -> None:
    async def inner() -> None: ...

    async def main() -> list[str]:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(inner)
            nursery.start_soon(Service().serve)
            nursery.start_soon(trio.sleep, 0)
            nursery.start_soon(inner, name="my own.name")
            nursery.start_soon(inner, name=Service)
            tasks = sorted(nursery.child_tasks, key=lambda task: task.name)
            return sorted(map(short_name, tasks))

    assert run(main) == ["Service", "Service.serve", "inner", "my own.name", "sleep"]


def test_a_task_keeps_its_name() -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            for _ in range(3):
                nursery.start_soon(trio.sleep, 0)
            names = TaskNames()
            tasks = [*nursery.child_tasks]
            given = [names[task] for task in tasks]
            assert given == ["sleep", "sleep #2", "sleep #3"]
            assert [names[task] for task in tasks] == given
            # A name is not given again when its task has been taken out.
            del names[tasks[1]]
            assert names[tasks[1]] == "sleep #4"

    run(main)
