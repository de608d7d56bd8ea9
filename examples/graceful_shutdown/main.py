"""SIGTERM cancels a scope, and what works in it."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import trio

from plainlog import log

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


async def work() -> None:
    try:
        await trio.sleep(10)
        log.info("work done")
    except trio.Cancelled:
        log.info("work given up", why="context canceled")
        raise


async def cancel_on(signals: AsyncIterator[int], scope: trio.CancelScope) -> None:
    number = await anext(signals)
    scope.cancel(reason=signal.Signals(number).name)


async def main() -> None:
    with trio.open_signal_receiver(signal.SIGTERM) as signals:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(cancel_on, signals, nursery.cancel_scope)
            log.info("working")
            await work()
            nursery.cancel_scope.cancel(reason="the work is done")
    log.info("bye")


if __name__ == "__main__":
    trio.run(main)
