"""Step 1: a task for each connection."""

import trio

from chat_server.main import Pipes
from line_server.main import Lines


# show
async def handle(stream: trio.abc.Stream) -> None:
    async with stream:
        async for line in Lines(stream):
            await stream.send_all(f"you said {line}\n".encode())


async def serve(listener: trio.abc.Listener[trio.abc.Stream]) -> None:
    await trio.serve_listeners(handle, [listener])


# end


async def main() -> None:
    pipes = Pipes()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve, pipes)
        for name in ("ada", "bob"):
            guest = await pipes.enter(name)
            nursery.start_soon(guest.hear)
            await trio.sleep(0.1)
        nursery.cancel_scope.cancel(reason="enough seen")


if __name__ == "__main__":
    trio.run(main)
