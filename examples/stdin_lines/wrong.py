"""A question that waits for its answer only so long."""

import sys

import trio

from plainlog import log
from stdin_lines.main import keyboard


async def ask(question: str, patience: float) -> None:
    log.info(question)
    with trio.move_on_after(patience) as scope:  # [2:5]
        line = await trio.to_thread.run_sync(  # [1:3]
            sys.stdin.readline, abandon_on_cancel=True
        )
        log.info("typed", answer=line.removesuffix("\n"))
    if scope.cancelled_caught:
        log.info("no answer")


async def main() -> None:
    keys = keyboard()
    await ask("your name?", 0.1)
    keys.write(b"ann\n")  # [3]
    await ask("your name, please?", 0.5)
    log.info("stopped")  # [4]


if __name__ == "__main__":
    trio.run(main)
