"""Two tasks that need each other: the sorter refuses them."""

from graphlib import CycleError

import trio

from plainlog import log
from task_graph.main import takes
from task_graph.with_graphlib import run_all


async def main() -> None:
    log.info("chicken and egg")
    works = {"chicken": takes(0.01), "egg": takes(0.01)}
    needs = {"chicken": ["egg"], "egg": ["chicken"]}  # [1]
    try:
        await run_all(works, needs, limit=2)  # [2]
    except CycleError as error:
        cycle = ", ".join(error.args[1])
        log.info("they need each other", cycle=cycle)
    else:
        log.info("all are done")


if __name__ == "__main__":
    trio.run(main)
