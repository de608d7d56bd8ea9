"""Lines that somebody types, with a ticker beside them."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

import trio

from plainlog import log


async def read_lines(lines: trio.MemorySendChannel[str]) -> None:  # [1:7]
    """Can be cancelled; the thread that waits for a line can't, and is left behind."""
    with lines:  # [2]
        while line := await trio.to_thread.run_sync(
            sys.stdin.readline, abandon_on_cancel=True
        ):
            await lines.send(line.removesuffix("\n"))  # [5]


def keyboard() -> BinaryIO:  # [4:5]
    """Puts a pipe in the place of the standard input, and gives the end to type at."""
    reads, writes = os.pipe()
    sys.stdin = open(reads)  # noqa: SIM115  it stays open
    return open(writes, "wb", buffering=0)


async def typist(keys: BinaryIO, ticked: trio.Event) -> None:
    with keys:  # [2]
        keys.write(b"one\n")
        await ticked.wait()
        keys.write(b"two\nthree")  # [5]


async def tick(ticked: trio.Event) -> None:  # [3:5]
    while True:
        await trio.sleep(0.2)
        log.info("tick")
        ticked.set()


async def main() -> None:
    keys, ticked = keyboard(), trio.Event()
    send, lines = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(typist, keys, ticked)
        nursery.start_soon(read_lines, send)  # [1]
        nursery.start_soon(tick, ticked)  # [3]
        async for line in lines:
            log.info("typed", line=line)
        log.info("the end")  # [2:2]
        nursery.cancel_scope.cancel(reason="nobody types any more")


if __name__ == "__main__":
    trio.run(main)
