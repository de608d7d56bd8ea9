from collections.abc import Generator
from contextlib import contextmanager

import trio

from plainlog import log


class Hub:
    """Hands each message to all who are here.

    No task, no lock: none of the methods awaits, so nothing else happens within one.
    """

    def __init__(self) -> None:
        self._members: list[trio.MemorySendChannel[str]] = []  # [1]

    @contextmanager
    def member(self, room: int) -> Generator[trio.MemoryReceiveChannel[str]]:
        """Give an inbox that has room for so many messages, for the block."""
        member, inbox = trio.open_memory_channel[str](room)  # [2:2]
        self._members.append(member)
        try:
            yield inbox
        finally:
            self._drop(member)  # [5]

    def publish(self, text: str) -> None:  # [3:7]
        for member in self._members.copy():
            try:
                member.send_nowait(text)
            except trio.WouldBlock:  # [4:3]
                log.info("dropped a slow member")
                self._drop(member)

    def close(self) -> None:  # [7:3]
        for member in self._members.copy():
            self._drop(member)

    def _drop(self, member: trio.MemorySendChannel[str]) -> None:  # [5:4]
        if member in self._members:  # It may have been dropped already.  # [6]
            self._members.remove(member)
            member.close()


async def visit(hub: Hub, name: str, room: int, pace: float, stay: float) -> None:
    with trio.move_on_after(stay), hub.member(room) as inbox:  # [2]
        async for text in inbox:  # [3]
            log.info("read", member=name, text=text)
            await trio.sleep(pace)
    log.info("left", member=name)


async def main() -> None:
    hub = Hub()  # [1]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(visit, hub, "ann", 2, 0, 1)
        nursery.start_soon(visit, hub, "bob", 2, 0, 0.025)
        nursery.start_soon(visit, hub, "slow", 1, 0.045, 1)

        for text in ("one", "two", "three"):
            await trio.sleep(0.01)
            hub.publish(text)  # [3]
        await trio.sleep(0.01)
        hub.close()  # [7]


if __name__ == "__main__":
    trio.run(main)
