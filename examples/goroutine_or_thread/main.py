import trio
from trio.testing import wait_all_tasks_blocked

from plainlog import log

COUNT = 10_000


def living() -> int:
    return trio.lowlevel.current_statistics().tasks_living


async def main() -> None:
    before = living()
    release = trio.Event()
    async with trio.open_nursery() as nursery:  # [3]
        for _ in range(COUNT):  # [1:2]
            nursery.start_soon(release.wait)
        await wait_all_tasks_blocked()
        log.info("all wait", count=living() - before)  # [2]
        release.set()  # [3]
    log.info("all ended")


if __name__ == "__main__":
    trio.run(main)
