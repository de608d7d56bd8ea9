"""A server that doubles numbers: a line in, a line out. Each client has a task."""

from __future__ import annotations

from functools import partial

import trio

from plainlog import log

IDLE = 0.4  # seconds for which a client may say nothing
LONGEST = 1024  # bytes in a line


class Lines:  # [2:22]
    """The lines that come over a stream: `async for line in Lines(stream)`."""

    def __init__(self, stream: trio.abc.ReceiveStream, longest: int = LONGEST) -> None:
        self._stream = stream
        self._longest = longest
        self._buffer = bytearray()

    def __aiter__(self) -> Lines:
        return self

    async def __anext__(self) -> str:
        while (end := self._buffer.find(b"\n", 0, self._longest)) < 0:
            if len(self._buffer) >= self._longest:
                raise ValueError(f"a line is longer than {self._longest} bytes")
            data = await self._stream.receive_some()
            if not data and not self._buffer:
                raise StopAsyncIteration
            self._buffer += data or b"\n"  # The last line may lack its end.
        line = self._buffer[:end].decode()
        del self._buffer[: end + 1]
        return line


async def handle(stream: trio.SocketStream) -> None:
    """Answers one client, line by line."""
    lines = Lines(stream)
    while True:
        with trio.fail_after(IDLE):  # [3:2]
            line = await anext(lines, None)
        if line is None:
            return  # The client has left.
        answer = 2 * int(line)  # [4]
        await stream.send_all(f"{answer}\n".encode())


async def converse(stream: trio.SocketStream) -> None:
    """The whole life of a connection: no error of it gets any further."""
    async with stream:
        try:  # [4:6]
            await handle(stream)
        except trio.TooSlowError:
            log.info("cut: silent for too long")
        except (ValueError, trio.BrokenResourceError):
            log.error("one client failed")


async def main() -> None:
    async with trio.open_nursery() as server:
        listeners: list[trio.SocketListener] = await server.start(  # [1:3]
            partial(trio.serve_tcp, converse, 0, host="127.0.0.1")
        )
        address = listeners[0].socket.getsockname()

        silent, talker, failing = [await dial(address) for _ in range(3)]
        await talker.ask("21")
        await failing.ask("many")
        await talker.ask("4")
        await talker.aclose()
        await failing.aclose()
        await silent.hear()
        await silent.aclose()

        server.cancel_scope.cancel(reason="all clients have been served")  # [5]
    log.info("stopped")


class Client:
    """The other end: it sends a line, and prints what comes back."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self._stream = stream
        self._lines = Lines(stream)

    async def ask(self, line: str) -> None:
        await self._stream.send_all(f"{line}\n".encode())
        await self.hear()

    async def hear(self) -> None:
        async for line in self._lines:
            log.info("heard", line=line)
            return
        log.info("the server hung up")

    async def aclose(self) -> None:
        await self._stream.aclose()


async def dial(address: tuple[str, int]) -> Client:  # [6:2]
    return Client(await trio.open_tcp_stream(*address))


if __name__ == "__main__":
    trio.run(main)
