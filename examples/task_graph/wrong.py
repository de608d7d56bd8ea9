"""Two tasks that need each other: both wait for ever."""

import trio

from plainlog import log
from task_graph.main import Task, takes
from trio_patterns.testing import deadlock_detector


async def main() -> None:
    log.info("chicken and egg")
    chicken = Task("chicken", takes(0.01))
    egg = Task("egg", takes(0.01), [chicken])
    chicken.needs = [egg]  # [1]

    async with deadlock_detector(), trio.open_nursery() as nursery:  # [2:3]
        for task in (chicken, egg):
            nursery.start_soon(task.run, name=task.name)
    log.info("all are done")


if __name__ == "__main__":
    trio.run(main)
