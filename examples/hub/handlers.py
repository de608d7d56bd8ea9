"""An event bus whose subscribers are functions: each gets one event after the other."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import trio

from plainlog import log

Handler = Callable[[str], Awaitable[None]]


class Bus:
    def __init__(self, nursery: trio.Nursery) -> None:
        self._nursery = nursery
        self._inboxes = defaultdict[str, list[trio.MemorySendChannel[str]]](list)

    def on(self, topic: str, handler: Handler) -> None:
        send, inbox = trio.open_memory_channel[str](10)  # [1:2]
        self._inboxes[topic].append(send)
        self._nursery.start_soon(self._run, inbox, handler)  # [2]

    async def _run(
        self, inbox: trio.MemoryReceiveChannel[str], handler: Handler
    ) -> None:
        async for text in inbox:  # [2]
            try:
                await handler(text)
            except LookupError as error:  # [3:2]
                log.info("a handler failed", why=error)

    def publish(self, topic: str, text: str) -> None:  # [4:6]
        for inbox in self._inboxes[topic]:
            try:
                inbox.send_nowait(text)
            except trio.WouldBlock:
                log.info("dropped", text=text)

    def close(self) -> None:
        for inboxes in self._inboxes.values():  # [5:3]
            for inbox in inboxes:
                inbox.close()


@asynccontextmanager
async def open_bus() -> AsyncGenerator[Bus]:
    """Give a bus. At the end of the block its handlers finish what they have."""
    async with trio.open_nursery() as nursery:  # [5]
        bus = Bus(nursery)
        yield bus
        bus.close()  # [5]


async def mail(text: str) -> None:
    await trio.sleep(0.02)
    log.info("mailed", order=text)


async def book(text: str) -> None:
    await trio.sleep(0.005)
    if text == "b":
        raise LookupError("out of stock")
    log.info("booked", order=text)


async def main() -> None:
    async with open_bus() as bus:
        bus.on("order", mail)
        bus.on("order", book)
        for order in ("a", "b", "c"):
            bus.publish("order", order)
        log.info("published")
    log.info("all is done")


if __name__ == "__main__":
    trio.run(main)
