import trio

from plainlog import log
from trio_patterns import open_limited_nursery


async def main() -> None:
    most = 0
    before = trio.lowlevel.current_statistics().tasks_living  # [3]

    async def work() -> None:
        nonlocal most
        living = trio.lowlevel.current_statistics().tasks_living  # [3:2]
        most = max(most, living - before)
        await trio.sleep(0.0001)

    async with open_limited_nursery(2) as group:  # [1]
        for _ in range(1_000):
            await group.spawn(work)  # Waits here until there is a place.  # [2]
    log.info("two at work", alive=most)  # [3]
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
