"""A question that waits for its answer only so long."""

import sys

import trio

from plainlog import log
from stdin_lines.main import keyboard


async def read_lines(lines: trio.MemorySendChannel[str]) -> None:  # [1:6]
    with lines:
        while line := await trio.to_thread.run_sync(
            sys.stdin.readline, abandon_on_cancel=True
        ):
            await lines.send(line.removesuffix("\n"))


async def ask(
    question: str, lines: trio.MemoryReceiveChannel[str], patience: float
) -> None:
    log.info(question)
    with trio.move_on_after(patience) as scope:  # [2:4]
        log.info("typed", answer=await lines.receive())
    if scope.cancelled_caught:
        log.info("no answer")


async def main() -> None:
    keys = keyboard()
    send, lines = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(read_lines, send)  # [1]
        await ask("your name?", lines, 0.1)
        keys.write(b"ann\n")  # [3]
        await ask("your name, please?", lines, 0.5)
        nursery.cancel_scope.cancel(reason="no more questions")  # [4]
    log.info("stopped")


if __name__ == "__main__":
    trio.run(main)
