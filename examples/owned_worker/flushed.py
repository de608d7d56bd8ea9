"""A logger that sends in the background, and at its end what is left, come what may."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio

from plainlog import log


@asynccontextmanager
async def open_logger(
    patience: float,
) -> AsyncGenerator[trio.MemorySendChannel[str]]:
    """Give a channel for lines. What is left at the end of the block is sent, too.

    That may take so long, whether the block returns, fails or is cancelled.
    """
    send, lines = trio.open_memory_channel[str](10)
    # Out of reach for whatever cancels the block: only its own deadline ends it.
    sending = trio.CancelScope(shield=True)

    async def send_lines() -> None:
        with sending:
            async for line in lines:  # [2:3]
                await trio.sleep(0.01)
                log.info("sent", line=line)
        all_sent = not sending.cancelled_caught  # [5:2]
        log.info("all is sent" if all_sent else "not all is sent")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(send_lines)
        try:
            yield send
        finally:
            send.close()  # [3]
            sending.deadline = trio.current_time() + patience  # [4]


async def work(lines: int) -> None:
    async with open_logger(0.02) as logger:  # [1]
        for number in range(lines):
            await logger.send(f"line {number}")
        await trio.sleep_forever()  # [1]


async def main() -> None:
    for lines in (2, 5):
        with trio.move_on_after(0.005):
            await work(lines)


if __name__ == "__main__":
    trio.run(main)
