"""A call that blocks, in a thread, while the tasks go on."""

from __future__ import annotations

import threading
import time

import trio

from trio_patterns import gather


# show
def read_slowly(sector: int) -> str:
    time.sleep(0.1)  # blocks its thread, and nothing else
    thread = threading.current_thread()
    return f"sector {sector}, {thread is threading.main_thread() = }"


async def main() -> None:
    beats = 0

    async def heartbeat() -> None:
        nonlocal beats
        while True:
            await trio.sleep(0.01)
            beats += 1

    async with trio.open_nursery() as nursery:
        nursery.start_soon(heartbeat)
        for text in await gather(
            lambda: trio.to_thread.run_sync(read_slowly, 1),
            lambda: trio.to_thread.run_sync(read_slowly, 2),
        ):
            print(text)
        nursery.cancel_scope.cancel()
    print(f"the tasks went on: {beats > 0}")


# end


if __name__ == "__main__":
    trio.run(main)
