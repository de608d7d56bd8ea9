"""Many calls at a time on one connection: a request and its answer have a number."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

import trio
from trio.testing import memory_stream_pair

from line_server.main import Lines
from plainlog import log


class ShutdownError(Exception):
    pass


@dataclass(eq=False)
class Call:
    answer: str | None = None
    done: trio.Event = field(default_factory=trio.Event)


class Client:
    """Asks over a connection, for as many tasks at a time as there are."""

    def __init__(self) -> None:
        self._outgoing, self._requests = trio.open_memory_channel[bytes](0)  # [1]
        self._pending: dict[int, Call] = {}  # [2:2]
        self._numbers = count(1)

    async def call(self, text: str) -> str:
        """Send a request, and wait for its answer."""
        call, number = Call(), next(self._numbers)  # [2:2]
        self._pending[number] = call
        try:
            await self._outgoing.send(f"{number} {text}\n".encode())  # [1]
            await call.done.wait()  # [3]
        except trio.ClosedResourceError:  # [6:2]
            pass
        finally:
            self._pending.pop(number, None)  # [4]
        if call.answer is None:
            raise ShutdownError("the connection has ended")
        return call.answer

    async def run(self, stream: trio.abc.Stream) -> None:
        """Give each answer to whoever asked, until the connection ends."""
        try:
            async with stream, trio.open_nursery() as nursery:
                nursery.start_soon(self._write, stream)
                await self._read(stream)
                nursery.cancel_scope.cancel(reason="the server has hung up")
        except* (trio.BrokenResourceError, ValueError):
            pass
        finally:  # [6:4]
            self._outgoing.close()
            for call in self._pending.values():
                call.done.set()

    async def _write(self, stream: trio.abc.SendStream) -> None:  # [1:3]
        async for request in self._requests:
            await stream.send_all(request)

    async def _read(self, stream: trio.abc.ReceiveStream) -> None:
        async for line in Lines(stream):
            number, _, answer = line.partition(" ")
            call = self._pending.pop(int(number), None)  # [5:6]
            if call:
                call.answer = answer
                call.done.set()
            else:
                log.info("nobody waits for this answer", id=number)


async def serve(stream: trio.abc.Stream) -> None:  # [7:17]
    """Answers each request after a while, and hangs up when it is told to."""
    writing = trio.Lock()

    async def answer(number: str, text: str) -> None:
        await trio.sleep({"quick": 0.01, "slow": 0.03}[text])
        async with writing:
            await stream.send_all(f"{number} a {text} answer\n".encode())

    async with stream, trio.open_nursery() as nursery:
        async for line in Lines(stream):
            number, _, text = line.partition(" ")
            if text == "bye":
                break
            nursery.start_soon(answer, number, text)
        nursery.cancel_scope.cancel(reason="the client is gone, or has said bye")


async def main() -> None:
    here, there = memory_stream_pair()
    client = Client()

    async def ask(text: str, patience: float) -> None:
        with trio.move_on_after(patience) as scope:
            try:
                log.info(await client.call(text))
            except ShutdownError as error:
                log.info("failed", why=error)
        if scope.cancelled_caught:
            log.info("gave up", call=text)

    async with trio.open_nursery() as both:
        both.start_soon(serve, there)
        both.start_soon(client.run, here)

        async with trio.open_nursery() as calls:
            calls.start_soon(ask, "slow", 1)
            calls.start_soon(ask, "quick", 1)
        await ask("slow", 0.02)  # [4]
        await trio.sleep(0.02)

        async with trio.open_nursery() as calls:  # [6:6]
            calls.start_soon(ask, "slow", 1)
            calls.start_soon(ask, "slow", 1)
            await trio.sleep(0.01)
            await ask("bye", 1)
        await ask("quick", 1)


if __name__ == "__main__":
    trio.run(main)
