import time

import trio

from plainlog import log


def read_all() -> int:  # [1:3]
    time.sleep(0.2)  # It stands for a library that waits by itself.
    return 42


async def main() -> None:
    beats = 0

    async def heartbeat() -> None:  # [2:5]
        nonlocal beats
        while True:
            await trio.sleep(0.01)
            beats += 1

    async with trio.open_nursery() as nursery:
        nursery.start_soon(heartbeat)
        found = await trio.to_thread.run_sync(read_all)  # [3]
        log.info("read all", found=found, heartbeats=beats)
        nursery.cancel_scope.cancel(reason="the work is done")


if __name__ == "__main__":
    trio.run(main)
