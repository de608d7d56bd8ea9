"""A connection is several tasks, and one is used only after its handshake."""

import math

import trio

from plainlog import log


class Connection:
    """Is broken after a while, by the other side."""

    def __init__(self, number: int, lasts: float) -> None:
        self.number = number
        self._lasts = lasts
        self._greeted = trio.Event()

    async def read(self) -> None:
        """Give each answer to whoever waits for it; here there is one."""
        with trio.move_on_after(self._lasts):
            await trio.sleep(0.01)
            self._greeted.set()
            await trio.sleep_forever()
        raise trio.BrokenResourceError

    async def handshake(self) -> None:
        await self._greeted.wait()

    async def ping(self) -> None:
        while True:
            await trio.sleep(0.02)
            log.info("ping", connection=self.number)


class Client:
    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._connected = trio.Event()  # A new one for each connection.

    async def run(self) -> None:
        for number, lasts in enumerate((0.005, 0.04, math.inf), start=1):
            try:
                await self._use(Connection(number, lasts))
            except* trio.BrokenResourceError:  # [4:2]
                log.info("lost", connection=number)
            await trio.sleep(0.01)

    async def _use(self, connection: Connection) -> None:
        """Raises in a group when the connection is lost."""
        try:
            async with trio.open_nursery() as nursery:  # [1:2]
                nursery.start_soon(connection.read)
                await connection.handshake()  # [2]
                nursery.start_soon(connection.ping)  # [1]
                self._connection = connection  # [3:2]
                self._connected.set()
        finally:
            if self._connection:  # Else somebody waits for the event as it is.
                self._connection = None  # [5:2]
                self._connected = trio.Event()

    async def send(self, text: str) -> None:
        while self._connection is None:
            await self._connected.wait()
        log.info("sent", text=text, connection=self._connection.number)


async def main() -> None:
    client = Client()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(client.run)

        await client.send("hello")
        await trio.sleep(0.035)
        await client.send("hello again")
        nursery.cancel_scope.cancel(reason="all is said")


if __name__ == "__main__":
    trio.run(main)
