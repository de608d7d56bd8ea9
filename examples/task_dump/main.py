"""One task holds a lock and waits for news; another waits for the lock.

On SIGQUIT, Ctrl-Backslash in a terminal, the tree of tasks is printed, and the program
goes on.
"""

from __future__ import annotations

import trio
from trio.testing import wait_all_tasks_blocked

from plainlog import log
from trio_patterns.testing import dump_on_sigquit


async def hold(lock: trio.Lock, news: trio.MemoryReceiveChannel[str]) -> None:
    async with lock:  # [1:2]
        await news.receive()


async def follow(lock: trio.Lock) -> None:
    async with lock:  # [2]
        pass


async def main() -> None:
    _, news = trio.open_memory_channel[str](0)
    lock = trio.Lock()
    with dump_on_sigquit():  # [4]
        async with trio.open_nursery() as nursery:
            nursery.start_soon(hold, lock, news)
            await wait_all_tasks_blocked()  # [3]
            nursery.start_soon(follow, lock)
            await wait_all_tasks_blocked()  # [3]
            log.info("stuck")
            await trio.sleep(0.5)  # [4:2]
            log.info("still here")
            nursery.cancel_scope.cancel(reason="that was all")


if __name__ == "__main__":
    trio.run(main)
