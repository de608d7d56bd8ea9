import trio

from plainlog import log
from trio_patterns import Ticker


async def main() -> None:
    ticks = 0
    async for _ in Ticker(0.01):  # [1]
        ticks += 1
        log.info("tick", number=ticks)
        if ticks == 3:  # [2:2]
            break  # Nothing runs between the ticks: nothing is left to stop.
        await trio.sleep(0.004)  # The next tick is no later for this.  # [3]
    log.info("that is enough")


if __name__ == "__main__":
    trio.run(main)
