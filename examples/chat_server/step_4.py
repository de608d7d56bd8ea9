"""Step 4: a deadline stands around the call that it limits."""

from __future__ import annotations

from functools import partial

import trio

from chat_server.main import Pipes, next_line
from chat_server.step_2 import Room, write
from line_server.main import Lines
from plainlog import log
from trio_patterns import RateLimiter


# show read
async def read(lines: Lines, room: Room, name: str) -> None:
    limiter = RateLimiter(10, burst=3)  # ten lines a second, after a burst of three
    while True:
        try:
            with trio.fail_after(1):
                text = await next_line(lines)
        except trio.TooSlowError:
            log.info("cut, silent for too long", name=name)
            return
        if text is None:
            return
        await limiter.acquire()
        room.say(f"{name}: {text}")


# end


# show handle
async def handle(room: Room, stream: trio.abc.Stream) -> None:
    async with stream:
        lines = Lines(stream)
        name = await anext(lines)
        said = room.join(name)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(write, stream, said)
            await read(lines, room, name)
            room.leave(name)


# end


# show serve
async def serve(
    room: Room, listener: trio.abc.Listener[trio.abc.Stream], stop: trio.CancelScope
) -> None:
    async with trio.open_nursery() as clients:
        with stop:
            await trio.serve_listeners(
                partial(handle, room), [listener], handler_nursery=clients
            )
        room.say("* the server stops")
        clients.cancel_scope.deadline = trio.current_time() + 0.5


# end


async def main() -> None:
    pipes, room, stop = Pipes(), Room(), trio.CancelScope()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve, room, pipes, stop)
        ada = await pipes.enter("ada")
        nursery.start_soon(ada.hear)
        await trio.sleep(0.9)
        dan = await pipes.enter("dan")
        nursery.start_soon(dan.hear)
        await trio.sleep(0.3)
        stop.cancel(reason="the server stops")


if __name__ == "__main__":
    trio.run(main)
