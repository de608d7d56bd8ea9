"""A proxy: what comes from one side goes to the other, and so does each end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import trio
from trio.testing import wait_all_tasks_blocked

from plainlog import log

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Address = tuple[str, int]


async def pump(source: trio.SocketStream, sink: trio.SocketStream) -> None:  # [1:5]
    """Copies until the source ends, and then says so to the sink."""
    async for data in source:
        await sink.send_all(data)
    await sink.send_eof()  # [2]


async def proxy(client: trio.SocketStream, *, backend: Address) -> None:
    async with client:  # [5]
        try:
            server = await trio.open_tcp_stream(*backend)
        except OSError:
            log.error("the backend is not there")
            return
        try:
            async with server, trio.open_nursery() as nursery:  # [5] [3:3]
                nursery.start_soon(pump, client, server)
                nursery.start_soon(pump, server, client)
        except* trio.BrokenResourceError:  # [4:2]
            log.error("one side is gone")


async def shout(stream: trio.SocketStream) -> None:  # [6:5]
    """Answers when it has read all, and not before."""
    async with stream:
        text = b"".join([data async for data in stream])
        await stream.send_all(text.upper())


async def ask(address: Address, text: str) -> None:
    """Sends a text and its end, and prints what comes back until the other end."""
    async with await trio.open_tcp_stream(*address) as stream:
        try:
            await stream.send_all(text.encode())
            await stream.send_eof()
            answer = b"".join([data async for data in stream])
        except trio.BrokenResourceError:
            answer = b""
    log.info("asked", text=text, answer=answer.decode() or "none")


async def serve(
    handler: Callable[[trio.SocketStream], Awaitable[object]],
    task_status: trio.TaskStatus[tuple[Address, trio.CancelScope]],
) -> None:
    """Serves, and gives its address, and the scope that ends it."""
    async with trio.open_nursery() as nursery:
        listeners: list[trio.SocketListener] = await nursery.start(
            partial(trio.serve_tcp, handler, 0, host="127.0.0.1")
        )
        address = listeners[0].socket.getsockname()
        task_status.started((address, nursery.cancel_scope))


async def main() -> None:
    async with trio.open_nursery() as servers:
        backend, backend_scope = await servers.start(serve, shout)
        front, _ = await servers.start(serve, partial(proxy, backend=backend))
        await ask(front, "hello")
        backend_scope.cancel(reason="the backend goes away")
        await wait_all_tasks_blocked()  # Its listener is closed.
        await ask(front, "again")
        servers.cancel_scope.cancel(reason="all have been served")
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
