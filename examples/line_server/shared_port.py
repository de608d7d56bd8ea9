"""One port for two servers: the first byte says to which of them a connection goes."""

from __future__ import annotations

from functools import partial

import trio

from line_server.main import Lines, dial
from plainlog import log

PATIENCE = 0.4  # seconds for the first byte


class Peeked(trio.abc.ReceiveStream):  # [1:22]
    """A stream of which something has been read, which comes again."""

    def __init__(self, stream: trio.abc.ReceiveStream) -> None:
        self._stream = stream
        self._seen = bytearray()

    async def peek(self) -> bytes:
        """Give what comes first: nothing, if the stream has ended."""
        if not self._seen:
            self._seen += await self._stream.receive_some()
        return bytes(self._seen)

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        if not self._seen:
            return await self._stream.receive_some(max_bytes)
        await trio.lowlevel.checkpoint()
        data = self._seen[:max_bytes]
        del self._seen[:max_bytes]
        return data

    async def aclose(self) -> None:
        await self._stream.aclose()


async def sort(stream: trio.SocketStream) -> None:
    """The whole life of a connection, whichever server it is for."""
    peeked = Peeked(stream)
    async with stream:
        try:
            with trio.fail_after(PATIENCE):  # [3:2]
                first = await peeked.peek()
            handle = double if first[:1].isdigit() else greet
            await handle(trio.StapledStream(stream, peeked))  # [4]
        except trio.TooSlowError:
            log.info("cut: silent for too long")
        except (ValueError, trio.BrokenResourceError):
            log.error("one client failed")


async def double(stream: trio.abc.Stream) -> None:  # [5:8]
    async for line in Lines(stream):
        await stream.send_all(f"{2 * int(line)}\n".encode())


async def greet(stream: trio.abc.Stream) -> None:
    async for line in Lines(stream):
        await stream.send_all(f"{line} to you\n".encode())


async def main() -> None:
    async with trio.open_nursery() as server:
        listeners: list[trio.SocketListener] = await server.start(
            partial(trio.serve_tcp, sort, 0, host="127.0.0.1")  # [2]
        )
        address = listeners[0].socket.getsockname()

        silent, clerk, guest = [await dial(address) for _ in range(3)]
        await clerk.ask("21")
        await guest.ask("hello")
        await clerk.ask("4")
        await clerk.aclose()
        await guest.aclose()
        await silent.hear()
        await silent.aclose()

        server.cancel_scope.cancel(reason="all clients have been served")
    log.info("stopped")


if __name__ == "__main__":
    trio.run(main)
