"""A hub that gives each member a while to take a message."""

from collections.abc import Generator
from contextlib import contextmanager

import trio

from plainlog import log

PATIENCE = 0.01


class Hub:
    def __init__(self) -> None:
        self._members: list[trio.MemorySendChannel[str]] = []
        self._publishing = trio.Lock()  # [1]

    @contextmanager
    def member(self) -> Generator[trio.MemoryReceiveChannel[str]]:
        member, inbox = trio.open_memory_channel[str](0)
        self._members.append(member)
        try:
            yield inbox
        finally:
            self._drop(member)

    async def publish(self, text: str) -> None:
        async with self._publishing:  # [1]
            for member in self._members.copy():  # [2]
                with trio.move_on_after(PATIENCE) as patience:  # [3:5]
                    try:
                        await member.send(text)
                    except trio.ClosedResourceError:
                        log.info("somebody has left meanwhile", text=text)
                if patience.cancelled_caught:  # [4:3]
                    log.info("dropped a slow member", text=text)
                    self._drop(member)

    def close(self) -> None:
        for member in self._members.copy():
            self._drop(member)

    def _drop(self, member: trio.MemorySendChannel[str]) -> None:
        if member in self._members:
            self._members.remove(member)
            member.close()


async def visit(hub: Hub, name: str, pace: float, stay: float) -> None:
    with trio.move_on_after(stay), hub.member() as inbox:
        async for text in inbox:
            log.info("read", member=name, text=text)
            await trio.sleep(pace)


async def main() -> None:
    hub = Hub()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(visit, hub, "ann", 0, 1)
        await trio.sleep(0.01)
        nursery.start_soon(visit, hub, "slow", 0.045, 1)
        await trio.sleep(0.01)
        nursery.start_soon(visit, hub, "bob", 0, 0.026)  # [5]

        for text in ("one", "two", "three"):
            await trio.sleep(0.01)
            await hub.publish(text)
        await trio.sleep(0.01)
        hub.close()


if __name__ == "__main__":
    trio.run(main)
