import trio

from plainlog import log


class Server:
    """A server that is away at first, and restarts after two lines."""

    def __init__(self) -> None:
        self._dials = 0

    async def dial(self) -> "Connection":
        await trio.lowlevel.checkpoint()
        self._dials += 1
        if self._dials == 1:
            raise ConnectionRefusedError("connection refused")
        return Connection()


class Connection:
    def __init__(self) -> None:
        self._left = 2

    async def send(self, line: str) -> None:
        await trio.sleep(0.005)
        if not self._left:
            raise trio.BrokenResourceError("the connection is closed")
        self._left -= 1
        log.info("sent", line=line)

    async def aclose(self) -> None:
        log.info("hung up")
        await trio.lowlevel.checkpoint()


async def ship(lines: trio.MemoryReceiveChannel[str], server: Server) -> None:
    """Send line after line, and dial when there is no connection."""
    connection = None  # [1]
    try:
        async for line in lines:
            sent = False
            while not sent:  # [2]
                if connection is None:
                    connection = await connect(server)  # [3]
                try:
                    await connection.send(line)
                    sent = True
                except trio.BrokenResourceError:
                    await connection.aclose()
                    connection = None  # [4]
    finally:
        if connection is not None:
            await connection.aclose()  # [5]


async def connect(server: Server) -> Connection:
    pause = 0.01
    while True:
        try:
            return await server.dial()
        except OSError as error:
            log.info("no server", error=error)
        await trio.sleep(pause)
        pause *= 2


async def main() -> None:
    send, lines = trio.open_memory_channel[str](10)  # [6]
    with send:
        for line in ("a", "b", "c"):
            await send.send(line)
    await ship(lines, Server())


if __name__ == "__main__":
    trio.run(main)
