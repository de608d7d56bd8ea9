"""A question that waits for its answer only so long, without a thread."""

import os
import sys

import trio

from line_server.main import Lines
from plainlog import log
from stdin_lines.main import keyboard


async def ask(question: str, lines: Lines, patience: float) -> None:
    log.info(question)
    with trio.move_on_after(patience) as scope:  # [2:4]
        log.info("typed", answer=await anext(lines, ""))
    if scope.cancelled_caught:
        log.info("no answer")


async def main() -> None:
    keys = keyboard()
    # A copy, as the stream closes what it is given.
    async with trio.lowlevel.FdStream(os.dup(sys.stdin.fileno())) as stream:  # [1:2]
        lines = Lines(stream)
        await ask("your name?", lines, 0.1)
        keys.write(b"ann\n")  # [3]
        await ask("your name, please?", lines, 0.5)
    log.info("stopped")  # [4]


if __name__ == "__main__":
    trio.run(main)
