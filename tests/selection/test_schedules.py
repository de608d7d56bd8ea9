"""Random programs of senders and receivers, with selects on both ends, in any order.

Each seed makes a program: a few channels, and some tasks that send, receive and select
on them, plainly or under deadlines, and close their halves at some time. Whatever
happens, each value that was sent arrives once, or is left in a buffer at the end.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import trio

from tests.support import instruments
from trio_patterns.selection import (
    CLOSED,
    after,
    recv,
    select,
    select_nowait,
    send,
    tick,
    wait,
)
from trio_patterns.testing import run
from trio_patterns.ticker import Ticker

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio_patterns.selection import Case

Send = trio.MemorySendChannel[int]
Receive = trio.MemoryReceiveChannel[int]

KINDS = ["recv", "send", "wait", "after", "tick", "None"]
WEIGHTS = [5, 5, 1, 1, 1, 1]


@dataclass
class Program:
    """One random program, and the books that are kept on it."""

    choose: random.Random
    sent: Counter[int] = field(default_factory=Counter[int])
    received: Counter[int] = field(default_factory=Counter[int])
    selected: Counter[str] = field(default_factory=Counter[str])
    ended_early: int = 0
    last_value: int = 0
    scopes: list[trio.CancelScope] = field(default_factory=list[trio.CancelScope])

    def new_value(self) -> int:
        self.last_value += 1
        return self.last_value

    async def main(self) -> None:
        before = instruments()
        choose = self.choose
        ends = [
            trio.open_memory_channel[int](choose.choice([0, 0, 0, 1, 2]))
            for _ in range(choose.randint(1, 3))
        ]
        sends: list[Send] = [end for end, _ in ends]
        receives: list[Receive] = [end for _, end in ends]
        # Kept open by nobody but us, to see what was left in the buffers.
        drains = [end.clone() for end in receives]
        self.event = trio.Event()
        self.ticker = Ticker(choose.choice([0.5, 1]))
        async with trio.open_nursery() as nursery:
            for _ in range(choose.randint(2, 6)):
                # Some halves are clones of a task's own, and some are shared.
                nursery.start_soon(
                    self.actor,
                    [choose.choice([end, end.clone()]) for end in sends],
                    [choose.choice([end, end.clone()]) for end in receives],
                )
        for statistics in [drain.statistics() for drain in drains]:
            assert statistics.tasks_waiting_send == 0
            assert statistics.tasks_waiting_receive == 0
        left = Counter[int]()
        for drain in drains:
            try:
                while True:
                    left[drain.receive_nowait()] += 1
            except (trio.WouldBlock, trio.EndOfChannel):
                drain.close()
        assert self.sent == self.received + left
        assert all(count == 1 for count in self.sent.values())
        assert instruments() == before

    async def actor(self, sends: list[Send], receives: list[Receive]) -> None:
        choose = self.choose
        halves: list[Send | Receive] = [*sends, *receives]
        operations = [
            self.send,
            self.receive,
            *[self.select] * 6,
            self.select_nowait,
            self.send_and_cancel,
            self.pause,
        ]
        for _ in range(choose.randint(1, 8)):
            operation: Any = choose.choice(operations)
            limit = choose.choice([0, 0.5, 1, 1, 5])
            with trio.move_on_after(limit) as scope:
                self.scopes.append(scope)
                try:
                    await operation(sends, receives)
                except (trio.ClosedResourceError, trio.BrokenResourceError):
                    self.ended_early += 1
                except (trio.WouldBlock, trio.EndOfChannel):
                    pass
            self.ended_early += scope.cancelled_caught
            if choose.random() < 0.05:
                choose.choice(halves).close()
            if choose.random() < 0.05:
                self.event.set()
        for half in halves:
            if choose.random() < 0.7:
                half.close()

    async def pause(self, _sends: list[Send], _receives: list[Receive]) -> None:
        await trio.sleep(self.choose.choice([0, 0, 0.5, 1]))

    async def send(self, sends: list[Send], _receives: list[Receive]) -> None:
        value = self.new_value()
        await self.choose.choice(sends).send(value)
        self.sent[value] += 1

    async def send_and_cancel(
        self, sends: list[Send], _receives: list[Receive]
    ) -> None:
        """Hand a value to somebody who waits, and cancel many in that same moment."""
        value = self.new_value()
        try:
            self.choose.choice(sends).send_nowait(value)
            self.sent[value] += 1
        finally:
            for scope in self.scopes:
                if self.choose.random() < 0.3:
                    scope.cancel()
            self.scopes.clear()

    async def receive(self, _sends: list[Send], receives: list[Receive]) -> None:
        self.received[await self.choose.choice(receives).receive()] += 1

    async def select(self, sends: list[Send], receives: list[Receive]) -> None:
        cases, account = self.cases(sends, receives)
        account(*await select(*cases))

    async def select_nowait(self, sends: list[Send], receives: list[Receive]) -> None:
        cases, account = self.cases(sends, receives)
        account(*select_nowait(*cases))

    def cases(
        self, sends: list[Send], receives: list[Receive]
    ) -> tuple[list[Case[Any] | None], Callable[[int, Any], None]]:
        choose = self.choose
        kinds = choose.choices(KINDS, weights=WEIGHTS, k=choose.randint(1, 4))
        values = [self.new_value() for _ in kinds]
        make: dict[str, Callable[[int], Case[Any] | None]] = {
            "recv": lambda _: recv(choose.choice(receives)),
            "send": lambda value: send(choose.choice(sends), value),
            "wait": lambda _: wait(self.event),
            "after": lambda _: after(choose.choice([0, 0.5, 1])),
            "tick": lambda _: tick(self.ticker),
            "None": lambda _: None,
        }
        cases = [make[kind](value) for kind, value in zip(kinds, values, strict=True)]

        def account(index: int, value: Any) -> None:
            kind = kinds[index]
            self.selected[kind] += 1
            if kind == "tick":
                assert value <= trio.current_time()
            elif kind == "send":
                self.sent[values[index]] += 1
            elif kind == "recv" and value is not CLOSED:
                self.received[value] += 1
            else:
                assert value is (CLOSED if kind == "recv" else None)

        return cases, account


def run_programs(seeds: range) -> None:
    selected = Counter[str]()
    arrived = ended_early = 0
    for seed in seeds:
        program = Program(random.Random(seed))  # noqa: S311  # no secret
        try:
            run(program.main, seed=seed)
        except BaseException as error:
            error.add_note(f"in the program of seed {seed}")
            raise
        selected += program.selected
        arrived += program.received.total()
        ended_early += program.ended_early
    # These programs do something.
    assert set(selected) == {"recv", "send", "wait", "after", "tick"}
    assert arrived > len(seeds)
    assert ended_early > len(seeds)


def test_each_value_arrives_once() -> None:
    run_programs(range(500))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_each_value_arrives_once_in_10_000_programs(part: int) -> None:
    run_programs(range(part * 1000, (part + 1) * 1000))
