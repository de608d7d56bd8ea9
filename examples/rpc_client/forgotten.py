"""The connection ends while calls wait for their answers."""

from __future__ import annotations

from dataclasses import dataclass, field

import trio
from trio.testing import memory_stream_pair

from line_server.main import Lines
from plainlog import log


class ConnectionLostError(Exception):
    pass


@dataclass(eq=False)
class Call:
    answer: str | None = None
    done: trio.Event = field(default_factory=trio.Event)


class Client:
    def __init__(self, stream: trio.abc.Stream) -> None:
        self._stream = stream
        self._pending: dict[str, Call] = {}

    async def call(self, number: str) -> str:
        call = self._pending[number] = Call()
        try:
            await self._stream.send_all(f"{number}\n".encode())
            await call.done.wait()  # [1]
        finally:
            self._pending.pop(number, None)
        assert call.answer is not None
        return call.answer

    async def run(self) -> None:
        """Give each answer to whoever asked, until the connection ends."""
        async for line in Lines(self._stream):  # [2]
            number, _, answer = line.partition(" ")
            if call := self._pending.get(number):
                call.answer = answer
                call.done.set()


async def serve(stream: trio.abc.Stream) -> None:
    """Answers the first question, and is gone."""
    async with stream:
        async for number in Lines(stream):
            await trio.sleep(0.01)
            await stream.send_all(f"{number} yes\n".encode())
            break


async def main() -> None:
    here, there = memory_stream_pair()
    client = Client(here)

    async def ask(number: str) -> None:
        with trio.move_on_after(60) as scope:
            try:
                log.info("answered", call=number, answer=await client.call(number))
            except ConnectionLostError as error:
                log.info("failed", call=number, why=error)
        if scope.cancelled_caught:
            log.info("gave up after a minute", call=number)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve, there)
        nursery.start_soon(client.run)
        async with trio.open_nursery() as asking:
            asking.start_soon(ask, "1")
            await trio.sleep(0.005)
            asking.start_soon(ask, "2")  # [3]


if __name__ == "__main__":
    trio.run(main)
