"""The same with a send that waits for its receiver passes in every task order."""

from __future__ import annotations

import trio

from plainlog import log
from trio_patterns.testing import explore


async def publish(send: trio.MemorySendChannel[str]) -> None:
    await send.send("news")  # [1]


async def subscribe(receive: trio.MemoryReceiveChannel[str]) -> None:
    assert await receive.receive() == "news"


async def test_news() -> None:
    send, receive = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(subscribe, receive)  # [2:2]
        nursery.start_soon(publish, send)


async def main() -> None:
    tried = await trio.to_thread.run_sync(explore, test_news)  # [3]
    log.info("passed", tried=tried)


if __name__ == "__main__":
    trio.run(main)
