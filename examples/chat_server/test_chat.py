"""Tests of a service: in memory, on a clock that jumps, in any order, cut anywhere."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import trio

from chat_server.main import GRACE, IDLE, Pipes, Server
from line_server.main import Lines
from trio_patterns.testing import cancel_everywhere

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


class Paper:
    """A store that keeps the lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    async def save(self, line: str) -> None:
        await trio.lowlevel.checkpoint()
        self.lines.append(line)


class Chat:
    """A server in memory, and what its store has."""

    def __init__(self) -> None:
        self.paper = Paper()
        self.server = Server(self.paper)
        self.pipes = Pipes()

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Serve while the block runs; then stop, as on a signal."""
        async with trio.open_nursery() as nursery:
            # A guest who comes before the server listens waits for it.
            nursery.start_soon(self.server.serve, self.pipes)  # noqa: ASYNC113
            yield
            self.server.stop()

    async def heard(self, name: str, *, say: str = "", lines: int) -> list[str]:
        """Enter, say something, and return so many lines of what is said."""
        guest = await self.pipes.enter(name)
        if say:
            await guest.say(say)
        async with guest.stream:
            received = Lines(guest.stream)
            return [await anext(received) for _ in range(lines)]


# show talk
async def test_a_line_reaches_those_who_are_here(
    autojump_clock: trio.abc.Clock,
) -> None:
    chat = Chat()
    async with chat.open():
        assert await chat.heard("ada", say="hello", lines=1) == ["ada: hello"]
    assert chat.paper.lines == ["ada: hello"]


# end


# show silence
async def test_a_silent_client_is_cut_after_a_second(
    autojump_clock: trio.abc.Clock,
) -> None:
    chat = Chat()
    async with chat.open():
        start = trio.current_time()
        ada = await chat.pipes.enter("ada")
        async with ada.stream:
            assert await ada.stream.receive_some() == b""  # the server has hung up
        assert trio.current_time() - start == IDLE


# end


# show orders
@pytest.mark.schedules(100)
async def test_both_hear_both_in_any_order() -> None:
    chat = Chat()
    heard: dict[str, list[str]] = {}

    async def visit(name: str) -> None:
        guest = await chat.pipes.enter(name)
        await trio.sleep(0.1)  # until the other one is here, too
        await guest.say("hello")
        async with guest.stream:
            lines = Lines(guest.stream)
            said = [line async for line in lines if not line.startswith("*")]
        heard[name] = said

    async with chat.open(), trio.open_nursery() as nursery:
        nursery.start_soon(visit, "ada")
        nursery.start_soon(visit, "bob")
    assert set(heard["ada"]) == set(heard["bob"]) == {"ada: hello", "bob: hello"}
    assert heard["ada"] == heard["bob"] == chat.paper.lines


# end


# show cut
def test_wherever_it_is_cancelled_nobody_stays_in_the_room() -> None:
    chat = Chat()

    async def evening() -> None:
        nonlocal chat
        chat = Chat()
        async with chat.open():
            await chat.heard("ada", say="hello", lines=1)

    def check() -> None:
        assert chat.server.room.names == []

    cancel_everywhere(evening, check=check)


# end


async def test_after_a_stop_there_is_a_grace_and_no_new_client(
    autojump_clock: trio.abc.Clock,
) -> None:
    chat = Chat()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(chat.server.serve, chat.pipes)
        dan = await chat.pipes.enter("dan")
        await trio.testing.wait_all_tasks_blocked()
        stopped = trio.current_time()
        chat.server.stop()
        async with dan.stream:
            lines = Lines(dan.stream)
            assert [line async for line in lines] == ["* the server stops"]
        assert trio.current_time() - stopped == GRACE
        with pytest.raises(trio.BrokenResourceError):
            await chat.pipes.enter("late")


def test_a_room_needs_no_clock_and_no_task() -> None:
    room = Server(Paper()).room
    with (
        room.enter("ada", trio.CancelScope()) as ada,
        room.enter("bob", trio.CancelScope()) as bob,
    ):
        room.say("hello")
        assert ada.receive_nowait() == "* bob is here"
        assert ada.receive_nowait() == bob.receive_nowait() == "hello"
        assert room.names == ["ada", "bob"]
    assert room.names == []
