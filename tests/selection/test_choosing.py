"""Among cases that are ready, and channels that are closed."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest
import trio
import trio.testing

from tests.selection.support import Half, channels, waiting
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
from trio_patterns.testing import explore, run
from trio_patterns.ticker import Ticker

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
