"""Step 5: an error ends its client, and no other."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import trio

from chat_server.main import Pipes
from chat_server.step_2 import Room, write
from chat_server.step_4 import read
from line_server.main import Lines
from plainlog import log

if TYPE_CHECKING:
    from collections.abc import Generator


# show
class Server:
    def __init__(self) -> None:
        self.room = Room()

    @contextmanager
    def member(self, name: str) -> Generator[trio.MemoryReceiveChannel[str]]:
        try:
            yield self.room.join(name)
        finally:
            self.room.leave(name)

    async def converse(self, stream: trio.abc.Stream) -> None:
        lines = Lines(stream)
        with self.member(name := await anext(lines)) as said:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(write, stream, said)
                await read(lines, self.room, name)
                nursery.cancel_scope.cancel(reason="the client has left")

    async def handle(self, stream: trio.abc.Stream) -> None:
        """The whole life of a client: no error of it gets any further."""
        try:
            async with stream:
                await self.converse(stream)
        except* trio.BrokenResourceError:
            log.info("hung up")
        except* ValueError:
            log.info("cut, a line too long")


# end


async def main() -> None:
    pipes, server = Pipes(), Server()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.serve_listeners, server.handle, [pipes])
        ada = await pipes.enter("ada")
        nursery.start_soon(ada.hear)
        await trio.sleep(0.1)
        bob = await pipes.enter("bob")
        nursery.start_soon(bob.say, "o" * 2000)
        await trio.sleep(0.1)
        await ada.say("still here")
        await trio.sleep(0.1)
        nursery.cancel_scope.cancel(reason="enough seen")


if __name__ == "__main__":
    trio.run(main)
