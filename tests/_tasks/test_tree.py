from __future__ import annotations

import trio
import trio.testing

from trio_patterns._tasks.tree import TaskWait, render, snapshot
from trio_patterns.testing import explore, run


async def parent() -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.sleep_forever, name="first")
        nursery.start_soon(child)
        nursery.start_soon(trio.sleep_forever, name="last")


async def child() -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.sleep_forever, name="grandchild")


def test_parents_come_before_their_children_and_older_before_younger() -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(parent)
            await trio.testing.wait_all_tasks_blocked()
            tasks, _ = snapshot()
            nursery.cancel_scope.cancel()
        assert [(task.depth, task.name) for task in tasks] == [
            (0, "main"),
            (1, "parent"),
            (2, "first"),
            (2, "child"),
            (3, "grandchild"),
            (2, "last"),
        ]
        assert tasks[1].held_by == ("first", "child", "last")

    explore(main, schedules=20)


def test_nothing_of_the_tasks_is_kept() -> None:
    async def main() -> tuple[TaskWait, ...]:
        return snapshot()[0]

    (task,) = run(main)
    assert {type(value) for value in vars(task).values()} == {str, int, tuple}


def test_what_is_written() -> None:
    place = (__file__, 1, "main")
    waits = TaskWait("a", 0, "lock", "a Lock", ("b", "c"), *place)
    nowhere = TaskWait("b", 1, "nursery", "its tasks", ("a",), "", 0, "")
    runs = TaskWait("c", 2, "running", "nothing", (), "gone.py", 9, "main")
    assert render([waits, nowhere, runs]).splitlines() == [
        "  a waits for a Lock, held by b and c",
        f'    File "{__file__}", line 1, in main',
        "      from __future__ import annotations",
        "    b waits for its tasks",
        "      c is running",
        '        File "gone.py", line 9, in main',
    ]
