"""A test that passes in half of all task orders: `explore` finds the other half."""

from __future__ import annotations

import trio

from plainlog import log
from trio_patterns.testing import explore


async def publish(send: trio.MemorySendChannel[str]) -> None:
    send.send_nowait("news")
    await trio.lowlevel.checkpoint()


async def subscribe(receive: trio.MemoryReceiveChannel[str]) -> None:
    assert await receive.receive() == "news"


async def test_news() -> None:
    send, receive = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(subscribe, receive)
        nursery.start_soon(publish, send)


async def main() -> None:
    tried = await trio.to_thread.run_sync(explore, test_news)
    log.info("passed", tried=tried)


if __name__ == "__main__":
    trio.run(main)
