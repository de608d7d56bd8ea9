"""Step 2: the hub is an object, and each client has a channel of its own."""

from functools import partial

import trio

from chat_server.main import Pipes
from line_server.main import Lines


# show room
class Room:
    """Who is here. No method waits, so each has the members to itself."""

    def __init__(self) -> None:
        self.members: dict[str, trio.MemorySendChannel[str]] = {}

    def join(self, name: str) -> trio.MemoryReceiveChannel[str]:
        self.say(f"* {name} is here")
        self.members[name], receive = trio.open_memory_channel[str](4)
        return receive

    def leave(self, name: str) -> None:
        self.members.pop(name).close()
        self.say(f"* {name} has left")

    def say(self, line: str) -> None:
        for lines in self.members.values():
            lines.send_nowait(line)


# end


# show handle
async def handle(room: Room, stream: trio.abc.Stream) -> None:
    async with stream:
        lines = Lines(stream)
        name = await anext(lines)
        said = room.join(name)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(write, stream, said)
            async for text in lines:
                room.say(f"{name}: {text}")
            room.leave(name)


async def write(
    stream: trio.abc.SendStream, lines: trio.MemoryReceiveChannel[str]
) -> None:
    async for line in lines:
        await stream.send_all(f"{line}\n".encode())


# end


async def main() -> None:
    pipes, room = Pipes(), Room()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.serve_listeners, partial(handle, room), [pipes])
        ada = await pipes.enter("ada")
        nursery.start_soon(ada.hear)
        await trio.sleep(0.1)
        bob = await pipes.enter("bob")
        nursery.start_soon(bob.hear)
        await bob.say("hello")
        await trio.sleep(0.1)
        nursery.cancel_scope.cancel(reason="enough seen")


if __name__ == "__main__":
    trio.run(main)
