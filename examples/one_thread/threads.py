"""One thread runs all tasks, one at a time; another thread has to be asked for."""

from __future__ import annotations

import threading

import trio

from plainlog import log


async def main() -> None:
    threads: set[int] = set()

    async def compute() -> None:
        for _ in range(3):
            threads.add(threading.get_ident())  # [1]
            await trio.lowlevel.checkpoint()

    async with trio.open_nursery() as nursery:
        for _ in range(100):
            nursery.start_soon(compute)
    log.info("100 tasks", threads=len(threads))  # [1]

    there = await trio.to_thread.run_sync(threading.get_ident)  # [2:2]
    log.info("asked for", another=there not in threads)


if __name__ == "__main__":
    trio.run(main)
