"""Both sides ask, and answer, on one connection."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

import trio
from trio.testing import memory_stream_pair

from line_server.main import Lines
from plainlog import log

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class ShutdownError(Exception):
    pass


@dataclass(eq=False)
class Call:
    answer: str | None = None
    done: trio.Event = field(default_factory=trio.Event)


class Peer:
    def __init__(self, handle: Callable[[Peer, str], Awaitable[str]]) -> None:
        self._handle = handle
        self._outgoing, self._lines = trio.open_memory_channel[str](0)
        self._told, self.news = trio.open_memory_channel[str](10)  # [4]
        self._pending: dict[str, Call] = {}
        self._numbers = count(1)
        self._scope = trio.CancelScope()

    async def ask(self, text: str) -> str:
        call, number = Call(), str(next(self._numbers))
        self._pending[number] = call
        try:
            await self._outgoing.send(f"ask {number} {text}\n")
            await call.done.wait()
        except trio.ClosedResourceError:
            pass
        finally:
            self._pending.pop(number, None)
        if call.answer is None:
            raise ShutdownError("the connection has ended")
        return call.answer

    async def tell(self, text: str) -> None:
        await self._outgoing.send(f"tell 0 {text}\n")

    def close(self) -> None:
        self._scope.cancel(reason="closed")  # [5]

    async def run(self, stream: trio.abc.Stream) -> None:
        try:
            async with stream:
                with self._scope:
                    async with trio.open_nursery() as nursery:
                        nursery.start_soon(self._write, stream)  # [1]
                        await self._read(stream, nursery)
                        nursery.cancel_scope.cancel(reason="the peer has hung up")
        except* (trio.BrokenResourceError, trio.WouldBlock):
            pass
        finally:
            self._outgoing.close()
            self._told.close()
            for call in self._pending.values():
                call.done.set()

    async def _write(self, stream: trio.abc.SendStream) -> None:  # [1:3]
        async for line in self._lines:
            await stream.send_all(line.encode())

    async def _read(
        self, stream: trio.abc.ReceiveStream, nursery: trio.Nursery
    ) -> None:
        async for line in Lines(stream):
            kind, number, text = line.split(" ", 2)
            if kind == "ask":
                nursery.start_soon(self._answer, number, text)  # [2]
            elif kind == "tell":
                self._told.send_nowait(text)  # [4]
            elif call := self._pending.get(number):
                call.answer = text
                call.done.set()

    async def _answer(self, number: str, text: str) -> None:
        answer = await self._handle(self, text)
        await self._outgoing.send(f"answer {number} {answer}\n")  # [1]


async def greeter(client: Peer, question: str) -> str:
    """Answers a question with one of its own."""
    if question == "think":
        await trio.sleep_forever()
    await client.tell("one moment")
    await trio.sleep(0.01)
    name = await client.ask("what is your name?")  # [3]
    await client.tell("nearly there")
    return f"hello, {name}"


async def visitor(_: Peer, question: str) -> str:
    log.info("was asked", question=question)
    return "gopher"


async def main() -> None:
    here, there = memory_stream_pair()
    client, server = Peer(visitor), Peer(greeter)

    async def listen() -> None:
        async for text in client.news:
            log.info("was told", text=text)

    async def think() -> None:
        try:
            await client.ask("think")
        except ShutdownError as error:
            log.info("failed", why=error)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(server.run, there)
        nursery.start_soon(client.run, here)
        nursery.start_soon(listen)
        answer = await client.ask("greet me")
        await trio.sleep(0.01)
        log.info("was answered", answer=answer)
        nursery.start_soon(think)
        await trio.sleep(0.01)
        client.close()


if __name__ == "__main__":
    trio.run(main)
