import time

import trio

from plainlog import log
from starvation.main import Heart


async def work(seconds: float) -> None:  # [2:6]
    end = time.perf_counter() + seconds
    rounds = 0
    while time.perf_counter() < end:
        rounds += 1
        await trio.lowlevel.checkpoint()  # Whoever is ready has a turn here.


async def main() -> None:
    heart = Heart()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(heart.beat)  # [1]
        await work(0.1)  # [3]
        log.info("while the other worked", beats=heart.beats)
        nursery.cancel_scope.cancel(reason="the work is done")


if __name__ == "__main__":
    trio.run(main)
