"""A stack in place of a channel: the newest job comes first."""

from __future__ import annotations

import math

import trio

from plainlog import log


class Stack:
    """Gives the newest of its jobs, and waits while there is none."""

    def __init__(self) -> None:
        self._jobs: list[str] = []  # [1:2]
        self._one_more, self._there = trio.open_memory_channel[None](math.inf)

    def push(self, job: str) -> None:  # [2:3]
        self._jobs.append(job)
        self._one_more.send_nowait(None)

    def __aiter__(self) -> Stack:
        return self

    async def __anext__(self) -> str:  # [3:3]
        await anext(self._there)
        return self._jobs.pop()

    def close(self) -> None:  # [4:2]
        self._one_more.close()


async def work(stack: Stack) -> None:
    async for job in stack:  # [5]
        log.info("working", job=job)
        await trio.sleep(0.02)


async def main() -> None:
    stack = Stack()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(work, stack)

        for job in "abcd":
            await trio.sleep(0.005)
            stack.push(job)
        await trio.sleep(0.015)
        stack.push("e")  # [6]
        stack.close()
    log.info("all is done")


if __name__ == "__main__":
    trio.run(main)
