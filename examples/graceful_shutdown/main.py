"""SIGTERM cancels a scope, and what works in it."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import trio

from plainlog import log

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


async def work() -> None:
    try:  # [3:6]
        await trio.sleep(10)
        log.info("work done")
    except trio.Cancelled as cancelled:
        log.info("work given up", why=cancelled.reason)
        raise


# [1:3]
async def cancel_on(signals: AsyncIterator[int], scope: trio.CancelScope) -> None:
    number = await anext(signals)
    scope.cancel(reason=signal.Signals(number).name)


async def main() -> None:
    with trio.open_signal_receiver(signal.SIGTERM) as signals:  # [2]
        async with trio.open_nursery() as nursery:
            nursery.start_soon(cancel_on, signals, nursery.cancel_scope)  # [1]
            log.info("working")
            await work()
            nursery.cancel_scope.cancel(reason="the work is done")  # [2]
    log.info("bye")


if __name__ == "__main__":
    trio.run(main)
