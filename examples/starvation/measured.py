import time

import trio

from plainlog import log
from starvation.main import work


class LongSteps(trio.abc.Instrument):
    """Reports what runs for too long from one checkpoint to the next."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._began = time.perf_counter()

    def before_task_step(self, task: trio.lowlevel.Task) -> None:  # [4:8]
        self._began = time.perf_counter()

    def after_task_step(self, task: trio.lowlevel.Task) -> None:
        took = time.perf_counter() - self._began
        if took > self._limit:
            name = task.name.rpartition(".")[2]
            log.warning("all others waited for", task=name, ms=round(took * 1000))


async def crunch() -> None:
    await trio.lowlevel.checkpoint()
    work(0.1)  # [3]
    await trio.lowlevel.checkpoint()


async def chat() -> None:  # [1:3]
    for _ in range(5):
        await trio.sleep(0.01)


async def main() -> None:
    trio.lowlevel.add_instrument(LongSteps(limit=0.05))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(crunch)
        nursery.start_soon(chat)


if __name__ == "__main__":
    trio.run(main)
