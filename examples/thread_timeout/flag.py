"""A search in a thread, which tells how far it is, and which somebody may break off."""

import time
from collections.abc import Callable
from itertools import count

import trio

from plainlog import log


def search(progress: Callable[[int], None]) -> None:
    """Never ends by itself."""
    for found in count(1):
        time.sleep(0.01)  # a call that blocks
        trio.from_thread.check_cancelled()  # [1]
        trio.from_thread.run_sync(progress, found)  # [2]


async def main() -> None:
    enough = trio.Event()

    def progress(found: int) -> None:  # [2:6]
        """Is called in Trio's thread."""
        if found <= 3:
            log.info("progress", found=found)
        if found == 3:
            enough.set()

    async with trio.open_nursery() as nursery:  # [3:4]
        nursery.start_soon(trio.to_thread.run_sync, search, progress)
        await enough.wait()
        nursery.cancel_scope.cancel(reason="that is enough")  # [4]
    log.info("cancelled")


if __name__ == "__main__":
    trio.run(main)
