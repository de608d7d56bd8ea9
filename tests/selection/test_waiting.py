"""Exactly one case happens, in whatever order the tasks run."""

from __future__ import annotations

import random
import signal
import weakref
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing
from trio.lowlevel import enable_ki_protection

from tests.selection.support import Channel, channels, waiting
from tests.support import Thing, no_garbage_collector
from trio_patterns.selection import (
    CLOSED,
    Case,
    after,
    recv,
    select,
    send,
    wait,
)
from trio_patterns.testing import cancel_everywhere, explore

if TYPE_CHECKING:
    from trio.testing import MockClock

# Exactly one


@pytest.mark.parametrize("size", [0, 1])
def test_two_values_in_one_step(size: int) -> None:
    """The first happens; the second finds nobody, though we have not run yet."""

    async def main() -> None:
        (s1, r1), (s2, r2) = channels(2, size)
        async with trio.open_nursery() as nursery:

            @nursery.start_soon
            async def in_a_task() -> None:
                assert await select(recv(r1), recv(r2), after(5)) == (1, "second")
                assert waiting(r1) == 0
                if size:
                    assert await select(recv(r1), recv(r2)) == (0, "first")

            await trio.testing.wait_all_tasks_blocked()
            assert waiting(r1) == waiting(r2) == 1
            s2.send_nowait("second")
            assert waiting(r1) == waiting(r2) == 0
            if size:
                s1.send_nowait("first")
            else:
                with pytest.raises(trio.WouldBlock):
                    s1.send_nowait("first")

    explore(main, schedules=20)


def test_a_send_and_a_receive_in_one_step() -> None:
    async def main() -> None:
        (s1, r1), (s2, r2) = channels(2)
        async with trio.open_nursery() as nursery:

            @nursery.start_soon
            async def in_a_task() -> None:
                assert await select(recv(r1), send(s2, "ours")) == (1, None)

            await trio.testing.wait_all_tasks_blocked()
            assert r2.receive_nowait() == "ours"
            with pytest.raises(trio.WouldBlock):
                s1.send_nowait("theirs")

    explore(main, schedules=20)


def test_everything_closes_in_one_step() -> None:
    """Withdrawing one helper must not disturb a channel that wakes its waiters."""

    async def main() -> None:
        (s1, r1), (s2, r2) = channels(2)
        event = trio.Event()
        ends = [s1.close, event.set, s2.close]
        random.shuffle(ends)
        cases = recv(r1), recv(r1.clone()), recv(r2), wait(event), wait(event)
        async with trio.open_nursery() as nursery:

            async def wait_for_one() -> None:
                assert (await select(*cases))[1] in (None, CLOSED)

            for _ in range(5):
                nursery.start_soon(wait_for_one)
            await trio.testing.wait_all_tasks_blocked()
            assert waiting(r1) == waiting(r2) == 5
            for end in ends:
                end()
            assert waiting(r1) == waiting(r2) == event.statistics().tasks_waiting == 0

    explore(main, schedules=20)


def test_two_selects_face_each_other() -> None:
    async def main() -> None:
        (s1, r1), (s2, r2) = channels(2)
        got: list[tuple[int, Any]] = []

        async def one() -> None:
            got.append(await select(recv(r1), send(s2, "from one")))

        async def other() -> None:
            got.append(await select(send(s1, "from other"), recv(r2)))

        async with trio.open_nursery() as nursery:
            nursery.start_soon(one)
            nursery.start_soon(other)
        assert sorted(got, key=str) in (
            [(0, "from other"), (0, None)],
            [(1, "from one"), (1, None)],
        )

    assert explore(main, schedules=100).schedules > 1


def test_many_selects_on_both_ends() -> None:
    async def main() -> None:
        ends = channels(3)
        sent, received = Counter[Any](), Counter[Any]()

        async def one(name: int) -> None:
            cases: list[Case[Any]] = [recv(r) for _, r in ends]
            cases += [send(s, name) for s, _ in ends]
            for _ in range(3):
                index, value = await select(*cases)
                if index < 3:
                    assert value != name
                    received[value] += 1
                else:
                    sent[name] += 1

        async with trio.open_nursery() as nursery:
            nursery.cancel_scope.deadline = trio.current_time() + 1
            for name in range(4):
                nursery.start_soon(one, name)
        assert sent == received
        # Of the four, no two are left that could have met.
        assert sent.total() >= 5
        assert all(waiting(s) == 0 for s, _ in ends)

    explore(main, schedules=100)


# The same channel on both sides


def both_sides(value: Any, half: Channel, *more: Case[Any]) -> list[Case[Any]]:
    s, r = half
    return [recv(r), send(s, value), *more]


@pytest.mark.parametrize("others", [0, 1])
def test_it_does_not_meet_itself(others: int) -> None:
    async def main() -> None:
        channel, (_, r2) = channels(2)
        clone = channel[0].clone(), channel[1].clone()
        more = [recv(r2)][:others]
        for cases in (
            both_sides(1, channel, *more),
            [*both_sides(1, channel, *more), *both_sides(2, clone)],
            [*reversed(both_sides(1, channel)), *more],
        ):
            with trio.move_on_after(1) as scope:
                await select(*cases)
            assert scope.cancelled_caught
            assert await select(*cases, after(1)) == (len(cases), None)
            assert waiting(channel[0]) == waiting(r2) == 0

    explore(main, schedules=10)


async def test_with_room_in_the_buffer_it_may_send_to_itself_later() -> None:
    (channel,) = channels(1, 1)
    assert await select(*both_sides("value", channel)) == (1, None)
    assert await select(*both_sides("value", channel)) == (0, "value")


@pytest.mark.parametrize("others", [0, 1])
def test_a_foreign_receiver_gets_the_send_beside_an_own_receive(others: int) -> None:
    async def main() -> None:
        channel, (_, r2) = channels(2)
        got: list[Any] = []

        async def foreigner() -> None:
            got.append(await channel[1].receive())

        async with trio.open_nursery() as nursery:
            nursery.start_soon(foreigner)
            cases = both_sides("ours", channel, *[recv(r2)][:others])
            assert await select(*cases) == (1, None)
        assert got == ["ours"]
        assert waiting(channel[0]) == waiting(r2) == 0

    explore(main, schedules=20)


@pytest.mark.parametrize("others", [0, 1])
def test_a_foreign_sender_is_received_beside_an_own_send(others: int) -> None:
    async def main() -> None:
        channel, (_, r2) = channels(2)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(channel[0].send, "theirs")
            cases = both_sides("ours", channel, *[recv(r2)][:others])
            assert await select(*cases) == (0, "theirs")
        assert waiting(channel[0]) == waiting(r2) == 0

    explore(main, schedules=20)


def test_two_selects_with_the_same_channel_on_both_sides_meet() -> None:
    async def main() -> None:
        channel, other = channels(2)
        got: list[tuple[int, Any]] = []

        async def one(name: str) -> None:
            cases = [*both_sides(name, channel), *both_sides(name, other)]
            index, value = await select(*cases)
            assert value != name
            got.append((index % 2, value))

        async with trio.open_nursery() as nursery:
            for name in ("a", "b"):
                nursery.start_soon(one, name)
        (_, received), sent = sorted(got)
        assert received in ("a", "b")
        assert sent == (1, None)

    explore(main, schedules=100)


async def test_the_known_limit_of_both_sides() -> None:
    (channel,) = channels(1)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(select, *both_sides("ours", channel))
        await trio.testing.wait_all_tasks_blocked()
        with pytest.raises(trio.WouldBlock):
            channel[1].receive_nowait()
        assert await channel[1].receive() == "ours"


async def test_a_foreigner_who_left_gets_nothing() -> None:
    """Received and gone in the moment in which the other side looks."""
    (channel,) = channels(1)
    async with trio.open_nursery() as nursery:

        @nursery.start_soon
        async def in_a_task() -> None:
            assert await select(*both_sides("ours", channel)) == (0, "theirs")

        await trio.testing.wait_all_tasks_blocked()
        with trio.CancelScope() as scope:
            scope.cancel()
            await channel[1].receive()
        channel[0].send_nowait("theirs")


# Cancellation


@pytest.mark.parametrize("number", [1, 2, 3])
def test_cancelled_before_it_happens(number: int) -> None:
    async def main() -> None:
        ends = channels(number)
        with trio.CancelScope() as scope:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(select, *[recv(r) for _, r in ends])
                await trio.testing.wait_all_tasks_blocked()
                scope.cancel()
                for s, r in ends:
                    assert waiting(r) == 0
                    with pytest.raises(trio.WouldBlock):
                        s.send_nowait("lost?")

    explore(main, schedules=10)


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_cancelled_after_it_happened(number: int, which: int) -> None:
    """In the same step: the value was taken, and is returned."""

    async def main() -> None:
        ends = channels(max(number, which + 1))
        got: list[Any] = []
        with trio.CancelScope() as scope:
            async with trio.open_nursery() as nursery:

                @nursery.start_soon
                async def in_a_task() -> None:
                    got.append(await select(*[recv(r) for _, r in ends]))

                await trio.testing.wait_all_tasks_blocked()
                ends[which][0].send_nowait("value")
                scope.cancel()
        assert got == [(which, "value")]

    explore(main, schedules=10)


@pytest.mark.parametrize("number", [1, 2])
def test_the_timer_and_a_value_in_one_tick(number: int) -> None:
    async def main() -> None:
        ends = channels(number)
        got: list[Any] = []

        async def sender() -> None:
            await trio.sleep(1)
            with suppress(trio.WouldBlock):
                ends[0][0].send_nowait("value")
                got.append("sent")

        async with trio.open_nursery() as nursery:
            nursery.start_soon(sender)
            answer = await select(*[recv(r) for _, r in ends], after(1))
        assert (got == ["sent"]) == (answer == (0, "value"))

    explore(main, schedules=50)


def test_cancelled_at_each_step() -> None:
    sent: list[Any] = []
    received: list[Any] = []
    left: list[Any] = []

    def check() -> None:
        assert sorted(sent) == sorted(received + left)
        for books in (sent, received, left):
            books.clear()

    async def main() -> None:
        a, b = channels(2)
        c = trio.open_memory_channel[Any](1)
        event = trio.Event()

        async def selects(name: str) -> None:
            for number in range(3):
                value = f"{name}{number}"
                index, got = await select(
                    recv(a[1]),
                    send(b[0], value),
                    recv(c[1].clone()),
                    send(c[0], value),
                    wait(event),
                    after(2),
                )
                if index in (1, 3):
                    sent.append(value)
                elif index in (0, 2):
                    received.append(got)

        async def plain() -> None:
            with trio.move_on_after(1):
                await a[0].send("plain")
                sent.append("plain")
                received.append(await b[1].receive())
            event.set()

        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(selects, "x")
                nursery.start_soon(selects, "y")
                nursery.start_soon(plain)
        finally:
            assert waiting(a[0]) == waiting(b[0]) == 0
            with suppress(trio.WouldBlock):
                left.append(c[1].receive_nowait())

    cancel_everywhere(main, check=check, schedules=3)


def interrupt() -> None:
    """Press control-C, where only the main task can be hit."""
    signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("number", [1, 2])
def test_control_c_while_it_waits(number: int) -> None:
    values: list[Any] = []

    async def main() -> None:
        ends = channels(number)

        @enable_ki_protection
        async def press() -> None:
            await trio.testing.wait_all_tasks_blocked()
            interrupt()

        trio.lowlevel.spawn_system_task(press)
        try:
            await select(*[recv(r) for _, r in ends])
        finally:
            values.extend(waiting(r) for _, r in ends)

    with pytest.raises(KeyboardInterrupt):
        trio.run(main)
    assert values == [0] * number


def test_control_c_after_it_happened() -> None:
    values: list[Any] = []

    async def main() -> None:
        (s, r), (_, r2) = channels(2)

        @enable_ki_protection
        async def press() -> None:
            await trio.testing.wait_all_tasks_blocked()
            s.send_nowait("value")
            interrupt()

        trio.lowlevel.spawn_system_task(press)
        values.append(await select(recv(r), recv(r2)))
        await trio.lowlevel.checkpoint()

    with pytest.raises(KeyboardInterrupt):
        trio.run(main)
    assert values == [(0, "value")]


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("end", ["received", "sent", "cancelled", "closed", "timer"])
async def test_nothing_is_kept_alive(
    autojump_clock: MockClock, number: int, end: str
) -> None:
    assert autojump_clock.current_time() == 0
    with no_garbage_collector():
        references: list[weakref.ref[Any]] = []

        async def go() -> None:
            ends = channels(number)
            s, r = ends[0]
            given, offered = Thing(), Thing()
            references.extend(map(weakref.ref, (given, offered, s, r)))
            cases = [
                send(s, offered) if end == "sent" else recv(r),
                *[send(s_, offered) for s_, _ in ends[1:]],
            ]

            async def answer() -> None:
                await trio.sleep(1)
                match end:
                    case "received":
                        s.send_nowait(given)
                    case "sent":
                        r.receive_nowait()
                    case "closed":
                        r.close()
                    case _:
                        pass

            async with trio.open_nursery() as nursery:
                nursery.start_soon(answer)
                with trio.move_on_after(2 if end == "cancelled" else 10):
                    try:
                        await select(*cases, after(5))
                    except trio.ClosedResourceError as error:
                        references.append(weakref.ref(error))

        await go()
        assert len(references) >= 4
        assert [reference() for reference in references] == [None] * len(references)
