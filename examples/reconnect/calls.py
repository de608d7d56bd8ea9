"""Calls over a connection that comes and goes: what is cut fails, or is made again."""

import trio

from plainlog import log


class LostError(Exception):
    pass


class Connection:
    """Answers after 20 ms, and is broken after 30 ms, by the other side."""

    def __init__(self) -> None:
        self._lost = trio.Event()

    async def call(self, text: str) -> str:
        with trio.move_on_after(0.02):
            await self._lost.wait()
            raise LostError("the connection is lost")
        return f"re: {text}"

    async def read(self) -> None:
        """Give each answer to whoever asked; at its end fail the calls that wait."""
        await trio.sleep(0.03)
        self._lost.set()  # [6]


class Client:
    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._connected = trio.Event()

    async def run(self) -> None:
        while True:
            connection = self._connection = Connection()  # [1:2]
            self._connected.set()
            try:
                await connection.read()
            finally:
                self._connection = None  # [1:2] [6]
                self._connected = trio.Event()
            await trio.sleep(0.01)

    async def call(self, text: str) -> str:
        """Fails if the connection is lost before the answer has come."""
        while self._connection is None:
            await self._connected.wait()  # [3]
        return await self._connection.call(text)  # [2]

    async def again(self, text: str) -> str:
        """For what may be done twice."""
        while True:  # [4:5]
            try:
                return await self.call(text)
            except LostError:
                log.info("once more", call=text)


async def main() -> None:
    client = Client()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(client.run)

        log.info("answered", answer=await client.call("one"))
        try:
            await client.call("two")  # [5]
        except LostError as error:
            log.info("failed", why=error)
        await trio.sleep(0.025)
        log.info("answered", answer=await client.again("three"))  # [5]
        nursery.cancel_scope.cancel(reason="all is asked")


if __name__ == "__main__":
    trio.run(main)
