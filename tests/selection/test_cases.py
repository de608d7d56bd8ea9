"""Each kind of case alone, and wrong use."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing

from tests.selection.support import channels
from trio_patterns.selection import (
    CLOSED,
    Case,
    after,
    recv,
    select,
    select_nowait,
    send,
    tick,
    wait,
)
from trio_patterns.ticker import Ticker

if TYPE_CHECKING:
    from trio.testing import MockClock


async def test_recv_gives_the_value() -> None:
    ((s, r),) = channels(1, 1)
    s.send_nowait("a value")
    assert await select(recv(r)) == (0, "a value")


async def test_send_sends_the_value() -> None:
    ((s, r),) = channels(1, 1)
    assert await select(send(s, "a value")) == (0, None)
    assert r.receive_nowait() == "a value"


async def test_wait_for_an_event() -> None:
    event = trio.Event()
    event.set()
    assert await select(wait(event)) == (0, None)


async def test_after(autojump_clock: MockClock) -> None:
    case = after(2)
    assert await select(case) == (0, None)
    assert autojump_clock.current_time() == 2
    await trio.sleep(5)
    # It counts from the start of each select.
    assert await select(None, case) == (1, None)
    assert autojump_clock.current_time() == 9


async def test_after_zero_is_ready_at_once(autojump_clock: MockClock) -> None:
    assert await select(after(0)) == (0, None)
    assert select_nowait(after(0), after(1)) == (0, None)
    assert autojump_clock.current_time() == 0


async def test_the_first_of_several_timers(autojump_clock: MockClock) -> None:
    assert await select(after(3), after(2), after(math.inf)) == (1, None)
    assert autojump_clock.current_time() == 2


async def test_tick(autojump_clock: MockClock) -> None:
    case = tick(Ticker(2))
    assert await select(case) == (0, 2)
    assert await select(case, after(1)) == (1, None)
    assert await select(case, after(2)) == (0, 4)
    await trio.sleep(3)
    # It was not chosen, and is not lost.
    assert select_nowait(case) == (0, 6)
    with pytest.raises(trio.WouldBlock):
        select_nowait(case)
    assert autojump_clock.current_time() == 7


async def test_each_tick_is_given_once(autojump_clock: MockClock) -> None:
    ticker = Ticker(1)
    got: list[float] = []

    async def reader() -> None:
        while len(got) < 6:
            _, when = await select(tick(ticker))
            got.append(when)

    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(reader)
        with trio.move_on_after(6.5):
            await trio.sleep_forever()
        nursery.cancel_scope.cancel()
    assert got == [1, 2, 3, 4, 5, 6]
    assert autojump_clock.current_time() == 6.5


async def test_a_loop_and_a_select_share_the_ticks(autojump_clock: MockClock) -> None:
    ticker = Ticker(1)
    await trio.sleep(0.25)
    loop = aiter(ticker)
    assert await anext(loop) == 1.25
    # The phase of the loop.
    assert await select(tick(ticker)) == (0, 2.25)
    del loop
    await trio.sleep(0.5)
    # Its phase ended with it: a new one starts.
    assert await select(tick(ticker)) == (0, 3.75)
    assert autojump_clock.current_time() == 3.75


@pytest.mark.parametrize("cases", [(), (None,), (None, None)])
async def test_nothing_to_wait_for(
    autojump_clock: MockClock, cases: tuple[None, ...]
) -> None:
    with pytest.raises(trio.WouldBlock):
        select_nowait(*cases)
    with trio.move_on_after(1000) as scope:
        await select(*cases)
    assert scope.cancelled_caught
    assert autojump_clock.current_time() == 1000


async def test_cases_can_be_used_again() -> None:
    ((s, r),) = channels(1, 1)
    cases = send(s, 1), recv(r)
    for _ in range(3):
        assert await select(*cases) == (0, None)
        assert await select(*cases) == (1, 1)


async def test_cases_show_what_they_are() -> None:
    ((s, r),) = channels(1)
    event, ticker = trio.Event(), Ticker(1)
    assert repr(recv(r)) == f"recv({r!r})"
    assert repr(send(s, "a secret")) == f"send({s!r}, ...)"
    assert repr(wait(event)) == f"wait({event!r})"
    assert repr(after(1.5)) == "after(1.5)"
    assert repr(tick(ticker)) == "tick(Ticker(1.0))"
    assert repr(CLOSED) == "CLOSED"


async def test_cases_show_what_they_wait_on() -> None:
    ((s, r),) = channels(1)
    event = trio.Event()
    things = [case.waits_on for case in (recv(r), send(s, 1), wait(event), after(1))]
    assert things == [r, s, event, None]


async def test_a_tool_finds_the_cases_of_a_waiting_select() -> None:
    (_, r1), (_, r2) = channels(2)
    for cases in [(recv(r1),), (recv(r1), recv(r2)), (recv(r1), after(9)), (None,)]:
        found: list[tuple[Case[Any] | None, ...]] = []
        async with trio.open_nursery() as nursery:
            nursery.start_soon(select, *cases)
            await trio.testing.wait_all_tasks_blocked()
            (task,) = nursery.child_tasks
            for frame, _ in task.iter_await_frames():
                if frame.f_code is select.__code__:
                    found.append(frame.f_locals["cases"])
            nursery.cancel_scope.cancel()
        assert found == [cases]


# Wrong use


async def test_arguments_that_are_no_cases() -> None:
    ((s, r),) = channels(1, 1)
    s.send_nowait(1)
    wrong: Any
    for wrong in (r, s, r.receive, 0.5, "recv"):
        with pytest.raises(
            TypeError, match=r"made by recv\(\), .* or is None; case 1 is"
        ):
            select_nowait(recv(r), wrong)
        with (
            trio.testing.assert_no_checkpoints(),
            pytest.raises(TypeError, match="case 1 is"),
        ):
            await select(recv(r), wrong)
    assert r.receive_nowait() == 1


async def test_cases_of_wrong_things() -> None:
    ((s, r),) = channels(1)
    wrong_send: Any = r
    wrong_receive: Any = s
    wrong: Any = "0.5"
    with pytest.raises(
        TypeError, match=r"recv\(\) takes a MemoryReceiveChannel, not <"
    ):
        recv(wrong_receive)
    with pytest.raises(TypeError, match=r"send\(\) takes a MemorySendChannel, not <"):
        send(wrong_send, 1)
    with pytest.raises(TypeError, match=r"wait\(\) takes a Event, not '0.5'"):
        wait(wrong)
    with pytest.raises(TypeError, match=r"tick\(\) takes a Ticker, not '0.5'"):
        tick(wrong)
    with pytest.raises(
        TypeError, match=r"seconds must be a number of seconds, not '0\.5'"
    ):
        after(wrong)
    with pytest.raises(TypeError, match="not True"):
        after(seconds=True)
    for number in (-1, -0.5, math.nan):
        with pytest.raises(ValueError, match=f"0 seconds or more, not {number}"):
            after(number)
