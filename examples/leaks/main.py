"""The losers of a race are over before the answer is handed on."""

from __future__ import annotations

import trio

from plainlog import log


async def first() -> int:
    """Gives the first of three answers; the block cancels the others."""
    send, receive = trio.open_memory_channel[int](0)
    async with trio.open_nursery() as nursery:  # [1:3]
        for answer in range(3):
            nursery.start_soon(send.send, answer)
        result = await receive.receive()  # [2:2]
        nursery.cancel_scope.cancel(reason="the first answer is here")
    return result


def tasks_living() -> int:
    return trio.lowlevel.current_statistics().tasks_living


async def main() -> None:
    before = tasks_living()  # [3]
    for _ in range(100):
        await first()
    log.info("leaked", count=tasks_living() - before)  # [3]


if __name__ == "__main__":
    trio.run(main)
