"""A client that reconnects: one task dials; whoever sends waits for a connection."""

import trio

from plainlog import log

FIRST = 0.01  # The first pause.
LONGEST = 0.04


class Connection(trio.abc.AsyncResource):
    """Is broken after a while, by the other side."""

    def __init__(self) -> None:
        self._broken_at = trio.current_time() + 0.03

    async def send(self, text: str) -> None:
        await trio.lowlevel.checkpoint()
        if trio.current_time() >= self._broken_at:
            raise trio.BrokenResourceError
        log.info("the server got it", text=text)

    async def read(self) -> None:
        """Give what comes; here nothing, until the end."""
        await trio.sleep_until(self._broken_at)

    async def aclose(self) -> None:
        log.info("closed")
        await trio.lowlevel.checkpoint()


class Server:
    def __init__(self) -> None:
        self._dials = 0

    async def dial(self) -> Connection:
        """Is refused the first, the third and the fourth time."""
        await trio.lowlevel.checkpoint()
        self._dials += 1
        if self._dials not in (2, 5):
            raise ConnectionRefusedError("connection refused")
        return Connection()


class Client:
    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._connected = trio.Event()  # A new one for each connection.

    async def run(self, server: Server) -> None:
        """Keep the connection: this alone dials, and this alone notices the end."""
        pause = FIRST
        while True:
            try:
                async with await server.dial() as connection:  # [1]
                    await connection.send("subscribe")  # [2]
                    pause = FIRST  # [5]
                    await self._use(connection)
            except (OSError, trio.BrokenResourceError) as error:
                log.info("no connection", why=error)
            await trio.sleep(pause)  # [5]
            pause = min(2 * pause, LONGEST)  # [5]

    async def _use(self, connection: Connection) -> None:
        self._connection = connection  # [3:2]
        self._connected.set()
        try:
            await connection.read()  # [4]
        finally:
            self._connection = None  # [3:2]
            self._connected = trio.Event()

    async def send(self, text: str) -> None:
        """Wait for a connection, if need be."""
        while self._connection is None:  # It may be lost again when we wake.
            await self._connected.wait()  # [6]
        await self._connection.send(text)  # [7]


async def main() -> None:
    client = Client()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(client.run, Server())

        await client.send("hello")
        await trio.sleep(0.035)

        with trio.move_on_after(0.003) as scope:  # [8]
            await client.send("quick")
        if scope.cancelled_caught:
            log.info("given up: there is no connection")
        await client.send("hello again")
        nursery.cancel_scope.cancel(reason="all is said")  # [9]


if __name__ == "__main__":
    trio.run(main)
