from __future__ import annotations

import math
import random
import signal
import threading
import weakref
from collections import Counter
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing
from trio.lowlevel import enable_ki_protection

from tests.support import Thing, instruments, no_garbage_collector
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
from trio_patterns.selection.choosing import rng
from trio_patterns.testing import cancel_everywhere, explore, run
from trio_patterns.ticker import Ticker

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from trio.testing import MockClock

Half = trio.MemorySendChannel[Any] | trio.MemoryReceiveChannel[Any]
Channel = tuple[trio.MemorySendChannel[Any], trio.MemoryReceiveChannel[Any]]


choose = random.choice  # decided by `explore`


def channels(number: int, size: int = 0) -> list[Channel]:
    return [trio.open_memory_channel[Any](size) for _ in range(number)]


def waiting(half: Half) -> int:
    statistics = half.statistics()
    return statistics.tasks_waiting_send + statistics.tasks_waiting_receive


# One case of each kind


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
    assert repr(tick(ticker)) == "tick(Ticker(1))"
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


# Ready


async def test_a_ready_select_is_a_checkpoint() -> None:
    ((s, r),) = channels(1, 3)
    with trio.testing.assert_checkpoints():
        await select(send(s, 1))
    with trio.testing.assert_checkpoints():
        await select(recv(r), None)
    with trio.testing.assert_checkpoints():
        await select(after(0))
    with trio.testing.assert_no_checkpoints(), pytest.raises(trio.WouldBlock):
        select_nowait(recv(r))


@pytest.mark.parametrize("others", [0, 1, 2])
async def test_in_a_cancelled_scope_nothing_happens(others: int) -> None:
    ((s, r), (_, r2)) = channels(2, 1)
    s.send_nowait(1)
    event = trio.Event()
    event.set()
    ticker = Ticker(1)
    more = [wait(event), recv(r2)][:others]
    with trio.CancelScope() as scope:
        scope.cancel()
        await select(recv(r), *more)
    assert scope.cancelled_caught
    with trio.CancelScope() as scope:
        scope.cancel()
        await select(send(s, 2), after(0), tick(ticker))
    assert scope.cancelled_caught
    assert r.receive_nowait() == 1
    assert waiting(r) == waiting(r2) == 0


async def test_nothing_is_taken_from_the_others() -> None:
    a, b, c = channels(3, 1)
    for s, _ in (a, b):
        s.send_nowait(1)
    for _ in range(2):
        await select(recv(a[1]), recv(b[1]))
    with pytest.raises(trio.WouldBlock):
        select_nowait(recv(a[1]), recv(b[1]))
    await select(send(b[0], 1), send(c[0], 1))
    assert b[1].statistics().current_buffer_used + waiting(c[1]) <= 1
    assert (
        b[1].statistics().current_buffer_used + c[1].statistics().current_buffer_used
        == 1
    )


def test_the_choice_is_even() -> None:
    rounds = 6000

    async def main() -> None:
        a, b, full = channels(3, rounds)
        _, empty = channels(1, 1)[0]
        event = trio.Event()
        event.set()
        for s, _ in (a, b):
            for _ in range(rounds):
                s.send_nowait(None)
        cases = (
            recv(empty),
            recv(a[1]),
            None,
            recv(b[1]),
            send(full[0], None),
            after(1),
            wait(event),
            after(0),
        )
        count = Counter([select_nowait(*cases)[0] for _ in range(rounds)])
        assert set(count) == {1, 3, 4, 6, 7}
        # Chi-squared with 4 degrees of freedom: a fair choice exceeds 18.5 in one seed
        # of a thousand, and here is one of the others.
        expected = rounds / 5
        assert sum((n - expected) ** 2 / expected for n in count.values()) < 18.5

    run(main)


def even(count: Counter[Any]) -> bool:
    """Whether two outcomes came up evenly, to within four standard deviations."""
    total = count.total()
    return len(count) == 2 and all(
        abs(n - total / 2) < 4 * math.sqrt(total) / 2 for n in count.values()
    )


def test_waiting_cases_on_one_thing_get_an_even_share() -> None:
    async def main() -> None:
        ((s, r),) = channels(1)
        event = trio.Event()
        sent, received, waited = Counter[Any](), Counter[Any](), Counter[Any]()

        async def select_each(times: int) -> None:
            for _ in range(times):
                index, _ = await select(send(s, "x"), send(s.clone(), "y"))
                sent[index] += 1
            for _ in range(times):
                index, _ = await select(recv(r), recv(r))
                received[index] += 1

        async def wait_each() -> None:
            index, _ = await select(wait(event), wait(event))
            waited[index] += 1

        got = Counter[Any]()
        async with trio.open_nursery() as nursery:
            for _ in range(400):
                nursery.start_soon(wait_each)
            nursery.start_soon(select_each, 400)
            for _ in range(400):
                got[await r.receive()] += 1
            for _ in range(400):
                await s.send(None)
            event.set()
        assert even(sent)
        assert even(received)
        assert even(waited)
        assert (got["x"], got["y"]) == (sent[0], sent[1])

    run(main)


def test_two_own_sends_beside_an_own_receive_get_an_even_share() -> None:
    async def main() -> None:
        ((s, r),) = channels(1)
        count = Counter[Any]()

        async def select_each() -> None:
            while True:
                index, _ = await select(send(s, 0), recv(r), send(s, 2))
                count[index] += 1

        async with trio.open_nursery() as nursery:
            nursery.start_soon(select_each)
            for _ in range(400):
                await r.receive()
            nursery.cancel_scope.cancel()
        assert set(count) == {0, 2}
        assert even(count)

    run(main)


# Closed


async def test_an_ended_channel_is_ready() -> None:
    (s, r), (_, r2) = channels(2, 1)
    s.send_nowait(1)
    s.close()
    assert await select(recv(r)) == (0, 1)
    assert await select(recv(r)) == (0, CLOSED)
    assert await select(recv(r2), recv(r)) == (1, CLOSED)
    assert select_nowait(recv(r), recv(r2)) == (0, CLOSED)


@pytest.mark.parametrize("others", [0, 1])
async def test_a_channel_that_ends_while_we_wait(others: int) -> None:
    (s, r), (_, r2) = channels(2)
    s2 = s.clone()
    cases = [recv(r), recv(r2)][: others + 1]
    async with trio.open_nursery() as nursery:

        @nursery.start_soon
        async def in_a_task() -> None:
            assert await select(*cases) == (0, CLOSED)

        await trio.testing.wait_all_tasks_blocked()
        s2.close()
        await trio.testing.wait_all_tasks_blocked()
        assert waiting(r) == 1
        s.close()
    assert waiting(r) == waiting(r2) == 0


async def test_no_receiver_is_left() -> None:
    (s, r), (s2, r2) = channels(2, 1)
    r.close()
    with pytest.raises(
        trio.BrokenResourceError, match=r"case 0 .*: no receiver is left"
    ):
        await select(send(s, 1))
    with pytest.raises(trio.BrokenResourceError, match="case 1 of the select, send"):
        await select(recv(r2), send(s, 1))
    s2.send_nowait(2)
    outcomes = Counter[str]()
    rng.seed(0)
    for _ in range(20):
        try:
            assert select_nowait(after(0), send(s, 1)) == (0, None)
            outcomes["timer"] += 1
        except trio.BrokenResourceError:
            outcomes["broken"] += 1
    # Ready, but chosen by chance as any other.
    assert set(outcomes) == {"timer", "broken"}


async def test_a_half_that_was_closed_here_whatever_else_is_ready() -> None:
    (s, r), (s2, r2) = channels(2, 2)
    s.send_nowait(1)
    r2.clone().close()
    closed: list[Case[Any]] = []
    for case, half in ((recv(r2), r2), (send(s2, 2), s2)):
        half.close()
        closed.append(case)
    for case in closed:
        for _ in range(10):
            for cases in ((case,), (recv(r), case), (case, after(0), recv(r))):
                index = cases.index(case)
                message = f"case {index} .* this half of the channel was closed here"
                with pytest.raises(trio.ClosedResourceError, match=message):
                    await select(*cases)
                with pytest.raises(trio.ClosedResourceError, match=message):
                    select_nowait(*cases)
    assert r.receive_nowait() == 1


@pytest.mark.parametrize("others", [0, 1])
@pytest.mark.parametrize("kind", ["recv", "send"])
async def test_a_half_that_is_closed_while_we_wait(kind: str, others: int) -> None:
    (s, r), (_, r2) = channels(2)
    case: Case[Any] = recv(r) if kind == "recv" else send(s, 1)
    half = r if kind == "recv" else s
    clone = half.clone()
    async with trio.open_nursery() as nursery:

        @nursery.start_soon
        async def in_a_task() -> None:
            cases = (case, *[recv(r2)][:others])
            with pytest.raises(trio.ClosedResourceError, match="case 0 of the select"):
                await select(*cases)

        await trio.testing.wait_all_tasks_blocked()
        clone.close()
        await trio.testing.wait_all_tasks_blocked()
        assert waiting(half) == 1
        half.close()
    assert waiting(half) == waiting(r2) == 0


async def test_the_last_receiver_leaves_while_we_offer_a_send() -> None:
    (s, r), (_, r2) = channels(2)
    async with trio.open_nursery() as nursery:

        @nursery.start_soon
        async def in_a_task() -> None:
            with pytest.raises(trio.BrokenResourceError, match="case 1 of the select"):
                await select(recv(r2), send(s, 1))

        await trio.testing.wait_all_tasks_blocked()
        r.close()
    assert waiting(r2) == 0


@pytest.mark.parametrize("which", range(4))
def test_any_of_several_halves_of_a_channel_is_closed_while_we_wait(which: int) -> None:
    async def main() -> None:
        ((s, r),) = channels(1)
        halves: list[Half] = [s, r, s.clone(), r.clone()]
        keep = s.clone(), r.clone()
        cases = [
            recv(half)
            if isinstance(half, trio.MemoryReceiveChannel)
            else send(half, None)
            for half in halves
        ]
        async with trio.open_nursery() as nursery:

            @nursery.start_soon
            async def in_a_task() -> None:
                with pytest.raises(
                    trio.ClosedResourceError, match=f"case {which} of the select"
                ):
                    await select(*cases)

            await trio.testing.wait_all_tasks_blocked()
            halves[which].close()
        assert waiting(keep[0]) == 0

    explore(main, schedules=20)


def test_closed_between_the_attempt_and_the_wait() -> None:
    """A helper finds its half closed when it comes to wait on it."""
    outcomes = Counter[str]()

    async def main() -> None:
        (_, r), (_, r2) = channels(2)

        async def close() -> None:
            r2.close()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(close)
            try:
                with trio.fail_after(1):
                    await select(recv(r), recv(r2), after(5))
            except trio.ClosedResourceError:
                outcomes["closed"] += 1
        assert waiting(r) == waiting(r2) == 0

    explore(main, schedules=50)
    assert outcomes["closed"] > 0


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


@pytest.mark.parametrize("event_first", [True, False])
@pytest.mark.parametrize("number", [1, 2])
def test_an_event_and_a_value_in_one_step(number: int, *, event_first: bool) -> None:
    """The value was taken, and so it is returned; the event is still set."""

    async def main() -> None:
        ends = channels(number)
        event = trio.Event()
        async with trio.open_nursery() as nursery:

            @nursery.start_soon
            async def in_a_task() -> None:
                cases = *[recv(r) for _, r in ends], wait(event)
                assert await select(*cases) == (0, "value")
                assert await select(*cases) == (number, None)

            await trio.testing.wait_all_tasks_blocked()
            if event_first:
                event.set()
            ends[0][0].send_nowait("value")
            event.set()

    explore(main, schedules=20)


@pytest.mark.parametrize("number", [1, 2])
def test_an_event_and_a_value_in_one_tick(number: int) -> None:
    """Whichever it is, the value is not lost."""
    answers: set[object] = set()

    async def main() -> None:
        ends = channels(number, 1)
        event = trio.Event()
        async with trio.open_nursery() as nursery:

            @nursery.start_soon
            async def in_a_task() -> None:
                cases = *[recv(r) for _, r in ends], wait(event)
                answers.add(answer := await select(*cases))
                if answer != (0, "value"):
                    assert answer == (number, None)
                    assert await ends[0][1].receive() == "value"

            @nursery.start_soon
            async def set_it() -> None:
                await trio.sleep(1)
                event.set()

            await trio.sleep(1)
            for _ in range(choose([0, 1, 2])):
                await trio.lowlevel.checkpoint()
            await ends[0][0].send("value")

    explore(main, schedules=50)
    assert answers == {(0, "value"), (number, None)}


@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_event_and_a_cancellation_in_one_step(number: int) -> None:
    async def main() -> None:
        ends = channels(number)
        events = trio.Event(), trio.Event()
        with trio.CancelScope() as scope:
            async with trio.open_nursery() as nursery:
                cases = [*[recv(r) for _, r in ends], *map(wait, events)]
                nursery.start_soon(select, *cases)
                await trio.testing.wait_all_tasks_blocked()
                choose(events).set()
                scope.cancel()
        await trio.testing.wait_all_tasks_blocked()
        assert [event.statistics().tasks_waiting for event in events] == [0, 0]
        assert [waiting(r) for _, r in ends] == [0] * number

    explore(main, schedules=20)


def test_selects_beside_one_event_share_a_helper() -> None:
    async def main() -> None:
        ((s, r),) = channels(1)
        event = trio.Event()
        answers = Counter[Any]()

        async def one() -> None:
            answers[await select(recv(r), wait(event), wait(event))] += 1

        async with trio.open_nursery() as nursery:
            for _ in range(100):
                nursery.start_soon(one)
            for left in range(100, 60, -1):
                await trio.testing.wait_all_tasks_blocked()
                assert waiting(r) == left
                assert event.statistics().tasks_waiting == 1
                s.send_nowait(None)
            event.set()
        assert answers[0, None] == 40
        assert answers[1, None] + answers[2, None] == 60

    explore(main, schedules=10)


def test_the_helper_of_an_event_serves_another_select_before_its_own_has_left() -> None:
    async def main() -> None:
        ends = channels(3)
        event = trio.Event()
        async with trio.open_nursery() as nursery:

            @nursery.start_soon
            async def beside_the_event() -> None:
                assert await select(recv(ends[0][1]), wait(event)) == (1, None)

            @nursery.start_soon
            async def another() -> None:
                await trio.testing.wait_all_tasks_blocked()
                event.set()
                for _ in range(choose([1, 2])):
                    await trio.lowlevel.checkpoint()
                assert await select(*[recv(r) for _, r in ends[1:]]) == (1, "value")

            await trio.sleep(1)
            ends[2][0].send_nowait("value")

    explore(main, schedules=50)


def test_the_helper_of_an_event_that_came_too_late_serves_again() -> None:
    async def main() -> None:
        (s, r), (_, r2) = channels(2)
        event = trio.Event()

        async def once(*cases: Case[Any]) -> None:
            assert await select(*cases) == (0, "value")

        async with trio.open_nursery() as nursery:
            nursery.start_soon(once, recv(r), wait(event))
            await trio.testing.wait_all_tasks_blocked()
            s.send_nowait("value")
            event.set()
            await trio.testing.wait_all_tasks_blocked()
            nursery.start_soon(once, recv(r), recv(r2))
            await trio.testing.wait_all_tasks_blocked()
            s.send_nowait("value")

    explore(main, schedules=20)


@pytest.mark.parametrize("number", [1, 2])
async def test_an_event_is_left_and_not_kept_alive(number: int) -> None:
    ends = channels(number)
    event = trio.Event()
    reference = weakref.ref(event)
    with no_garbage_collector():
        cases = [*[recv(r) for _, r in ends], wait(event)]
        for _ in range(3):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(select, *cases)
                await trio.testing.wait_all_tasks_blocked()
                assert event.statistics().tasks_waiting == 1
                ends[-1][0].send_nowait("value")
            await trio.lowlevel.checkpoint()
            assert event.statistics().tasks_waiting == 0
        del event, cases
        assert reference() is None


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


# What is left behind


async def test_no_instrument_is_left(autojump_clock: MockClock) -> None:
    (s, r), (s2, r2) = channels(2)
    before = instruments()
    assert await select(recv(r), recv(r2), after(1)) == (2, None)
    assert instruments() == before
    with trio.move_on_after(1):
        await select(recv(r), recv(r2))
    assert instruments() == before
    async with trio.open_nursery() as nursery:
        nursery.start_soon(select, recv(r), recv(r2))
        nursery.start_soon(select, recv(r), recv(r.clone()))
        await trio.testing.wait_all_tasks_blocked()
        assert len(instruments()) > len(before)
        for _ in range(2):
            s.send_nowait(1)
    assert instruments() == before
    async with trio.open_nursery() as nursery:

        @nursery.start_soon
        async def in_a_task() -> None:
            with pytest.raises(trio.ClosedResourceError):
                await select(recv(r), send(s2, 1))

        await trio.testing.wait_all_tasks_blocked()
        s2.close()
    assert instruments() == before
    # While one thing at most is waited for, there is none at all.
    async with trio.open_nursery() as nursery:
        nursery.start_soon(select, recv(r), after(1), tick(Ticker(5)))
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert instruments() == before
    assert autojump_clock.current_time() == 3


async def test_a_thousand_selects_at_once() -> None:
    tasks_before = trio.lowlevel.current_statistics().tasks_living
    ends = channels(3)
    got: Counter[Any] = Counter()

    async def one() -> None:
        got[await select(*[recv(r) for _, r in ends])] += 1

    async with trio.open_nursery() as nursery:
        for _ in range(1000):
            nursery.start_soon(one)
        await trio.testing.wait_all_tasks_blocked()
        assert [waiting(r) for _, r in ends] == [1000, 1000, 1000]
        for number in range(1000):
            ends[number % 3][0].send_nowait(number % 3)
            assert sum(waiting(r) for _, r in ends) == 3 * (999 - number)
    assert got == {(0, 0): 334, (1, 1): 333, (2, 2): 333}
    # A few helpers are kept, and the task that ends them with the run.
    assert trio.lowlevel.current_statistics().tasks_living - tasks_before <= 129


async def test_halves_of_one_channel_among_many_others() -> None:
    """Clones of the first, the middle and the last channel."""
    ends = channels(9)
    receives = [r for _, r in ends]
    clones = [receives[index].clone() for index in (0, 4, 8)]
    got: list[Any] = []

    async def one() -> None:
        got.append(await select(*map(recv, [*receives, *clones])))

    for at in 0, 4, 8:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(one)
            await trio.testing.wait_all_tasks_blocked()
            # One helper for each channel, so none is there twice.
            assert [waiting(r) for r in receives] == [1] * 9
            ends[at][0].send_nowait("value")
            await trio.testing.wait_all_tasks_blocked()
            assert [waiting(r) for r in receives] == [0] * 9
        index, value = got.pop()
        assert index in (at, 9 + [0, 4, 8].index(at))
        assert value == "value"


async def test_helpers_are_used_again() -> None:
    (s, r), (_, r2) = channels(2)
    spawned: list[str] = []

    class Births(trio.abc.Instrument):
        def task_spawned(self, task: trio.lowlevel.Task) -> None:
            spawned.append(task.name)

    births = Births()
    trio.lowlevel.add_instrument(births)
    for _ in range(5):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(select, recv(r), recv(r2))
            await trio.testing.wait_all_tasks_blocked()
            s.send_nowait(1)
    assert spawned.count("trio_patterns.select helper") == 2
    with trio.move_on_after(0.01):
        await select(wait(trio.Event()), after(1))
    trio.lowlevel.remove_instrument(births)
    assert spawned.count("trio_patterns.select helper") == 2


def test_each_run_has_its_own_helpers() -> None:
    async def main() -> None:
        (s, r), (_, r2) = channels(2)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(select, recv(r), recv(r2))
            await trio.testing.wait_all_tasks_blocked(0.01)
            s.send_nowait(1)

    for _ in range(3):
        trio.run(main)
    threads = [threading.Thread(target=trio.run, args=[main]) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def test_a_run_ends_while_system_tasks_select() -> None:
    ended: list[str] = []

    async def service(
        channel: trio.MemoryReceiveChannel[Any], stop: trio.Event
    ) -> None:
        try:
            await select(recv(channel), wait(stop))
        except trio.Cancelled:
            # The helpers are on their way home, and yet:
            with trio.CancelScope(shield=True):
                stop.set()
                ((_, r),) = channels(1)
                assert await select(recv(r), wait(stop)) == (1, None)
                later = trio.Event()

                async def set_later() -> None:
                    later.set()

                trio.lowlevel.spawn_system_task(partial(shielded, set_later))
                assert await select(recv(r), wait(later)) == (1, None)
            ended.append("cancelled")
            raise

    async def shielded(async_fn: Callable[[], Awaitable[None]]) -> None:
        with trio.CancelScope(shield=True):
            await trio.lowlevel.checkpoint()
            await trio.lowlevel.checkpoint()
            await async_fn()

    async def main() -> None:
        ((_, r),) = channels(1)
        trio.lowlevel.spawn_system_task(service, r, trio.Event())
        await trio.testing.wait_all_tasks_blocked()

    trio.run(main)
    assert ended == ["cancelled"]


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
