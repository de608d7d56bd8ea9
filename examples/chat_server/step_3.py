"""Step 3: no select: a try is a method, and a sleep can always be cut short."""

from __future__ import annotations

from typing import Protocol

import trio

from chat_server.step_2 import Room
from plainlog import log


# show say
class PatientRoom(Room):
    def say(self, line: str) -> None:
        for name, lines in list(self.members.items()):
            try:
                lines.send_nowait(line)
            except trio.WouldBlock:
                log.info("dropped, too slow", name=name)
                self.members.pop(name).close()


# end


# show archive
class Store(Protocol):
    async def save(self, line: str) -> None: ...


async def archive(store: Store, lines: trio.MemoryReceiveChannel[str]) -> None:
    async for line in lines:
        wait = 0.1
        for attempt in range(1, 4):
            try:
                await store.save(line)
                break
            except OSError as error:
                if attempt == 3:
                    log.error("not saved", line=line, error=error)
                    break
            await trio.sleep(wait)
            wait *= 2


# end


class FullDisk:
    async def save(self, line: str) -> None:
        await trio.lowlevel.checkpoint()
        raise OSError("disk full")


async def main() -> None:
    room = PatientRoom()
    room.join("eve")  # who never reads
    for number in range(6):
        room.say(f"line {number}")

    send, receive = trio.open_memory_channel[str](1)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(archive, FullDisk(), receive)
        with send:
            await send.send("ada: hello")
    log.info("after three tries", seconds=0.3)


if __name__ == "__main__":
    trio.run(main)
