import time

import trio

from plainlog import log
from trio_patterns import Ticker


def work(seconds: float) -> None:  # [2:6]
    """Keep a core busy, and never reach a checkpoint."""
    end = time.perf_counter() + seconds
    rounds = 0
    while time.perf_counter() < end:
        rounds += 1


class Heart:
    def __init__(self) -> None:
        self.beats = 0

    async def beat(self) -> None:  # [1:3]
        async for _ in Ticker(0.005):
            self.beats += 1


async def main() -> None:
    heart = Heart()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(heart.beat)  # [1:2]
        await trio.lowlevel.checkpoint()
        work(0.1)  # Nothing interrupts it, and there is no other thread.  # [3]
        log.info("while the other worked", beats=heart.beats)  # [4:2]
        nursery.cancel_scope.cancel(reason="the work is done")


if __name__ == "__main__":
    trio.run(main)
