"""A small web server on the loopback address, for the examples that need a real one.

It is to them what `net/http/httptest` is to their Go originals, and speaks just enough
HTTP for that: it takes GET requests, several on one connection, and answers with text.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import h11
import trio

Handler = Callable[[str], Awaitable[str]]


@asynccontextmanager
async def serve(handler: Handler) -> AsyncGenerator[str]:
    """Serve while the block is open, and give the URL to ask.

    Args:
        handler: given the path of a request, it gives the text to answer.
    """

    async def converse(stream: trio.SocketStream) -> None:
        try:
            async with stream:
                await _converse(stream, handler)
        except trio.BrokenResourceError:
            pass  # The client left in the middle: it has found its answer elsewhere.

    async with trio.open_nursery() as nursery:
        listeners: list[trio.SocketListener] = await nursery.start(
            partial(trio.serve_tcp, converse, 0, host="127.0.0.1")
        )
        _, port = listeners[0].socket.getsockname()
        yield f"http://127.0.0.1:{port}"
        nursery.cancel_scope.cancel(reason="the server is not needed any more")


async def _converse(stream: trio.SocketStream, handler: Handler) -> None:
    """Answer the requests of one connection, one after another."""
    connection = h11.Connection(h11.SERVER)
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await stream.receive_some())
        elif event is h11.PAUSED:  # That was one request, and the next may come.
            connection.start_next_cycle()
        elif isinstance(event, h11.Request):
            text = await handler(event.target.decode())
            await stream.send_all(_response(connection, text.encode()))
        elif isinstance(event, h11.ConnectionClosed):
            return


def _response(connection: h11.Connection, body: bytes) -> bytes:
    """The bytes of an answer, head and body."""
    headers = [("content-type", "text/plain"), ("content-length", str(len(body)))]
    parts = (
        connection.send(h11.Response(status_code=200, headers=headers)),
        connection.send(h11.Data(data=body)),
        connection.send(h11.EndOfMessage()),
    )
    return b"".join(part for part in parts if part)
