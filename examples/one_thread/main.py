"""How many tasks there are."""

from __future__ import annotations

import trio

from plainlog import log


async def main() -> None:
    before = trio.lowlevel.current_statistics().tasks_living  # [1:4]

    def count() -> int:
        return trio.lowlevel.current_statistics().tasks_living - before

    done = trio.Event()
    async with trio.open_nursery() as nursery:
        for _ in range(3):  # [2:2]
            nursery.start_soon(done.wait)
        log.info("started", more=count())
        done.set()  # [3:2]
        await trio.sleep(0.01)
        log.info("ended", more=count())


if __name__ == "__main__":
    trio.run(main)
