"""A chat server. What one client says goes to all; the first line is its name."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

import trio
from trio.testing import lockstep_stream_pair

from line_server.main import Lines
from plainlog import log
from trio_patterns import RateLimiter

if TYPE_CHECKING:
    from collections.abc import Generator

IDLE = 1  # s: a client that says nothing for so long is cut
ROOM = 4  # lines that a client may be behind
PACE = 10  # lines a second, after a first burst
BURST = 3
BACKOFF = 0.1  # s, before the store is tried again
TRIES = 3
GRACE = 0.5  # s, for the clients, when the server stops


# The room


@dataclass(eq=False)
class Member:
    name: str
    lines: trio.MemorySendChannel[str]
    scope: trio.CancelScope


class Room:  # [1]
    """Who is here. No method waits, so each has the members to itself."""

    def __init__(self) -> None:
        self._members: list[Member] = []

    @property
    def names(self) -> list[str]:
        return [member.name for member in self._members]

    @contextmanager
    def enter(
        self, name: str, scope: trio.CancelScope
    ) -> Generator[trio.MemoryReceiveChannel[str]]:
        """Gives what is said meanwhile. Whoever is too slow has `scope` cancelled."""
        send, receive = trio.open_memory_channel[str](ROOM)
        member = Member(name, send, scope)
        self.say(f"* {name} is here")
        self._members.append(member)
        try:
            yield receive
        finally:
            if member in self._members:
                self._members.remove(member)
            self.say(f"* {name} has left")

    def say(self, line: str) -> None:
        for member in self._members.copy():
            try:
                member.lines.send_nowait(line)
            except trio.WouldBlock:  # [2:4]
                log.info("dropped, too slow", name=member.name)
                self._members.remove(member)
                member.scope.cancel(reason="too slow")


# The store


class Store(Protocol):
    async def save(self, line: str) -> None: ...


async def archive(store: Store, lines: trio.MemoryReceiveChannel[str]) -> None:
    """Saves the lines, one by one, and tries each of them a few times."""
    async for line in lines:
        wait = BACKOFF
        for attempt in range(1, TRIES + 1):  # [3:10]
            try:
                await store.save(line)
                break
            except OSError as error:
                if attempt == TRIES:
                    log.error("not saved", line=line, error=error)
                    break
            await trio.sleep(wait)
            wait *= 2


# The server


class Server:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.room = Room()
        self.accepting = trio.CancelScope()

    def stop(self) -> None:
        """Take no more clients, and give those who are here a grace."""
        self.accepting.cancel(reason="the server stops")

    async def serve(self, *listeners: trio.abc.Listener[trio.abc.Stream]) -> None:
        """Return after `stop`, when the clients have left or the grace is over."""
        send, receive = trio.open_memory_channel[str](100)
        async with trio.open_nursery() as services:
            services.start_soon(archive, self.store, receive)
            with send:
                async with trio.open_nursery() as clients:  # [4:9]
                    with self.accepting:
                        await trio.serve_listeners(
                            partial(self.handle, send),
                            list(listeners),
                            handler_nursery=clients,
                        )
                    log.info("stopping")
                    self.room.say("* the server stops")
                    clients.cancel_scope.deadline = trio.current_time() + GRACE
        log.info("stopped")

    async def handle(
        self, archive: trio.MemorySendChannel[str], stream: trio.abc.Stream
    ) -> None:
        """The whole life of a client: no error of it gets any further."""
        try:
            async with stream:
                await self._converse(archive, stream)
        except* trio.BrokenResourceError:
            pass  # The client hung up while it was written to.
        except* ValueError:
            log.info("cut, a line too long")

    async def _converse(
        self, archive: trio.MemorySendChannel[str], stream: trio.abc.Stream
    ) -> None:
        lines = Lines(stream)
        name = None
        with trio.move_on_after(IDLE):
            name = await next_line(lines)
        if name is None:
            return
        with trio.CancelScope() as scope, self.room.enter(name, scope) as said:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(write, stream, said)
                await self._read(archive, lines, name)
                nursery.cancel_scope.cancel(reason="the client has left")  # [5]

    async def _read(
        self, archive: trio.MemorySendChannel[str], lines: Lines, name: str
    ) -> None:
        """Pass on what a client says, no faster than its pace."""
        limiter = RateLimiter(PACE, burst=BURST)
        while True:
            try:
                with trio.fail_after(IDLE):  # [6:5]
                    text = await next_line(lines)
            except trio.TooSlowError:
                log.info("cut, silent for too long", name=name)
                return
            if text is None:
                return
            await limiter.acquire()  # [7]
            self.room.say(f"{name}: {text}")
            await archive.send(f"{name}: {text}")


async def next_line(lines: Lines) -> str | None:
    """What the client says next; None when it has hung up."""
    async for line in lines:
        return line
    return None


async def write(
    stream: trio.abc.SendStream, lines: trio.MemoryReceiveChannel[str]
) -> None:
    """Send a client what is said."""
    async for line in lines:
        with trio.fail_after(IDLE):
            await stream.send_all(f"{line}\n".encode())


# An evening in the room, in memory


class Flaky:
    """A store that fails twice for one line, and always for another."""

    def __init__(self) -> None:
        self.calls = Counter[str]()

    async def save(self, line: str) -> None:
        await trio.lowlevel.checkpoint()
        self.calls[line] += 1
        if line == "ada: four" or (line == "ada: two" and self.calls[line] < 3):
            raise OSError("disk full")
        log.info("saved", line=line, tries=self.calls[line])


class Pipes(trio.abc.Listener[trio.abc.Stream]):
    """A listener whose connections are streams in memory."""

    def __init__(self) -> None:
        self._dial, self._arrive = trio.open_memory_channel[trio.abc.Stream](0)

    async def accept(self) -> trio.abc.Stream:
        return await self._arrive.receive()

    async def aclose(self) -> None:
        self._arrive.close()
        await trio.lowlevel.checkpoint()

    async def enter(self, name: str) -> Guest:
        here, there = lockstep_stream_pair()
        await self._dial.send(there)
        guest = Guest(name, here)
        await guest.say(name)
        return guest


@dataclass
class Guest:
    name: str
    stream: trio.abc.Stream

    async def say(self, *lines: str) -> None:
        for line in lines:
            await self.stream.send_all(f"{line}\n".encode())

    async def hear(self, last: str = "") -> None:
        """Prints what is said, until the server hangs up, or says the last words."""
        async with self.stream:
            async for line in Lines(self.stream):
                log.info("heard", by=self.name, line=line)
                if line == last:
                    break
        log.info("gone", name=self.name)


async def main() -> None:
    listener = Pipes()
    server = Server(Flaky())
    async with trio.open_nursery() as evening:
        evening.start_soon(server.serve, listener)

        ada = await listener.enter("ada")
        evening.start_soon(ada.hear, "* the server stops")
        await trio.sleep(0.05)
        bob = await listener.enter("bob")
        evening.start_soon(bob.hear)
        await trio.sleep(0.05)
        await ada.say("one", "two", "three", "four")
        await trio.sleep(0.35)
        await listener.enter("eve")  # who never reads
        await trio.sleep(0.05)
        await bob.say("a", "b", "c")
        await trio.sleep(0.05)
        await ada.say("five", "six", "seven")
        await trio.sleep(0.85)
        await ada.say("eight")
        await trio.sleep(0.4)
        dan = await listener.enter("dan")  # who stays to the end
        evening.start_soon(dan.hear)
        await trio.sleep(0.05)
        server.stop()


if __name__ == "__main__":
    trio.run(main)
