"""A server that is slow once in a hundred times, for `tail`; it prints its port.

Each byte that comes in is a request, each byte that goes out an answer. It ends when
its standard input does.
"""

from __future__ import annotations

import random
from functools import partial

import trio

from .tail import latency


async def answer(chance: random.Random, stream: trio.SocketStream) -> None:
    try:
        async for requests in stream:
            await trio.sleep(latency(chance))
            await stream.send_all(requests)
    except trio.BrokenResourceError:
        pass  # whoever asked was answered elsewhere


async def main() -> None:
    chance = random.Random(2013)  # noqa: S311  # nothing here is a secret
    async with trio.open_nursery() as nursery:
        listeners = await nursery.start(
            partial(trio.serve_tcp, partial(answer, chance), 0, host="127.0.0.1")
        )
        print(listeners[0].socket.getsockname()[1], flush=True)
        await trio.to_thread.run_sync(input, abandon_on_cancel=True)


if __name__ == "__main__":
    try:
        trio.run(main)
    except* (EOFError, KeyboardInterrupt):
        pass
