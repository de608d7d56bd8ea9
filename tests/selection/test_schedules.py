"""Random programs of senders and receivers, with selects on both ends, in any order.

A program is a few channels, and some tasks that send, receive and select on them,
plainly or under deadlines, and close their halves at some time. Whatever happens, each
value that was sent arrives once, or is left in a buffer at the end.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import trio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
    from trio_patterns.selection import Case

Send = trio.MemorySendChannel[int]
Receive = trio.MemoryReceiveChannel[int]


# A program


@dataclass(frozen=True)
class Step:
    """One thing that a task does, under a deadline, and then."""

    do: str
    channel: int = 0
    cases: tuple[tuple[str, float], ...] = ()
    seconds: float = 0
    limit: float = 1
    cancels: int = 0
    """Which of the tasks that are under way are cancelled, as bits."""
    closes: int | None = None
    """Which half is closed then: the sends come first."""
    sets_event: bool = False


@dataclass(frozen=True)
class Actor:
    """A task: for each half whether it is a clone of its own, and closed at the end."""

    steps: tuple[Step, ...]
    clones: tuple[bool, ...]
    closes: tuple[bool, ...]


@dataclass(frozen=True)
class Program:
    sizes: tuple[int, ...]
    period: float
    actors: tuple[Actor, ...]
    seed: int
    """Of the order in which the tasks run."""


OPERATIONS = [
    *["select"] * 6,
    *["send", "receive", "select_nowait", "send_and_cancel", "pause"],
]
KINDS = ["recv", "send", "wait", "after", "tick", "None"]
WEIGHTS = [5, 5, 1, 1, 1, 1]


def make_program(choose: random.Random) -> Program:
    """Make a program at random. What comes first is the simplest."""
    sizes = tuple(choose.choice([0, 0, 0, 1, 2]) for _ in range(choose.randint(1, 3)))
    actors = tuple(make_actor(choose, len(sizes)) for _ in range(choose.randint(2, 6)))
    return Program(sizes, choose.choice([1, 0.5]), actors, choose.randint(0, 2**16))


def make_actor(choose: random.Random, channels: int) -> Actor:
    return Actor(
        tuple(make_step(choose, channels) for _ in range(choose.randint(1, 8))),
        tuple(choose.choice([False, True]) for _ in range(2 * channels)),
        tuple(choose.random() < 0.7 for _ in range(2 * channels)),
    )


def make_step(choose: random.Random, channels: int) -> Step:
    do = choose.choice(OPERATIONS)
    cases: list[tuple[str, float]] = []
    if do in ("select", "select_nowait"):
        for kind in choose.choices(KINDS, weights=WEIGHTS, k=choose.randint(1, 4)):
            of = [0, 0.5, 1] if kind == "after" else range(channels)
            cases.append((kind, choose.choice(of)))
    return Step(
        do,
        channel=choose.randrange(channels),
        cases=tuple(cases),
        seconds=choose.choice([0, 0, 0.5, 1]) if do == "pause" else 0,
        limit=choose.choice([1, 1, 5, 0.5, 0]),
        cancels=choose.getrandbits(8) & choose.getrandbits(8),
        closes=choose.randrange(2 * channels) if choose.random() < 0.05 else None,
        sets_event=choose.random() < 0.05,
    )


# A run of it


@dataclass
class Books:
    """What came of programs."""

    sent: Counter[int] = field(default_factory=Counter[int])
    received: Counter[int] = field(default_factory=Counter[int])
    selected: Counter[str] = field(default_factory=Counter[str])
    ended_early: int = 0
    last_value: int = 0

    def new_value(self) -> int:
        self.last_value += 1
        return self.last_value


class Running:
    """One run of a program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.books = Books()
        self.scopes: list[trio.CancelScope] = []

    async def main(self) -> None:
        before = instruments()
        ends = [trio.open_memory_channel[int](size) for size in self.program.sizes]
        # Kept open by nobody but us, to see what was left in the buffers.
        drains = [receive.clone() for _, receive in ends]
        self.event = trio.Event()
        self.ticker = Ticker(self.program.period)
        halves: list[Send | Receive] = [
            *[send for send, _ in ends],
            *[receive for _, receive in ends],
        ]
        async with trio.open_nursery() as nursery:
            for actor in self.program.actors:
                own = [
                    half.clone() if clones else half
                    for half, clones in zip(halves, actor.clones, strict=True)
                ]
                nursery.start_soon(self.act, actor, own)
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
        books = self.books
        assert books.sent == books.received + left
        assert all(count == 1 for count in books.sent.values())
        assert instruments() == before

    async def act(self, actor: Actor, halves: list[Any]) -> None:
        sends, receives = halves[: len(halves) // 2], halves[len(halves) // 2 :]
        for step in actor.steps:
            with trio.move_on_after(step.limit) as scope:
                self.scopes.append(scope)
                try:
                    await getattr(self, step.do)(step, sends, receives)
                except (trio.ClosedResourceError, trio.BrokenResourceError):
                    self.books.ended_early += 1
                except (trio.WouldBlock, trio.EndOfChannel):
                    pass
            self.books.ended_early += scope.cancelled_caught
            if step.closes is not None:
                halves[step.closes].close()
            if step.sets_event:
                self.event.set()
        for half, closes in zip(halves, actor.closes, strict=True):
            if closes:
                half.close()

    async def pause(self, step: Step, _sends: object, _receives: object) -> None:
        await trio.sleep(step.seconds)

    async def send(self, step: Step, sends: list[Send], _receives: object) -> None:
        value = self.books.new_value()
        await sends[step.channel].send(value)
        self.books.sent[value] += 1

    async def send_and_cancel(
        self, step: Step, sends: list[Send], _receives: object
    ) -> None:
        """Hand a value to somebody who waits, and cancel many in that same moment."""
        value = self.books.new_value()
        try:
            sends[step.channel].send_nowait(value)
            self.books.sent[value] += 1
        finally:
            for number, scope in enumerate(self.scopes):
                if step.cancels >> number % 8 & 1:
                    scope.cancel()
            self.scopes.clear()

    async def receive(
        self, step: Step, _sends: object, receives: list[Receive]
    ) -> None:
        self.books.received[await receives[step.channel].receive()] += 1

    async def select(
        self, step: Step, sends: list[Send], receives: list[Receive]
    ) -> None:
        cases, values = self.cases(step, sends, receives)
        self.account(step, values, *await select(*cases))

    async def select_nowait(
        self, step: Step, sends: list[Send], receives: list[Receive]
    ) -> None:
        cases, values = self.cases(step, sends, receives)
        self.account(step, values, *select_nowait(*cases))

    def cases(
        self, step: Step, sends: list[Send], receives: list[Receive]
    ) -> tuple[list[Case[Any] | None], list[int]]:
        cases: list[Case[Any] | None] = []
        values = [self.books.new_value() for _ in step.cases]
        for (kind, of), value in zip(step.cases, values, strict=True):
            match kind:
                case "recv":
                    cases.append(recv(receives[int(of)]))
                case "send":
                    cases.append(send(sends[int(of)], value))
                case "wait":
                    cases.append(wait(self.event))
                case "after":
                    cases.append(after(of))
                case "tick":
                    cases.append(tick(self.ticker))
                case _:
                    cases.append(None)
        return cases, values

    def account(self, step: Step, values: list[int], index: int, value: Any) -> None:
        kind, _ = step.cases[index]
        self.books.selected[kind] += 1
        if kind == "tick":
            assert value <= trio.current_time()
        elif kind == "send":
            self.books.sent[values[index]] += 1
        elif kind == "recv" and value is not CLOSED:
            self.books.received[value] += 1
        else:
            assert value is (CLOSED if kind == "recv" else None)


def run_program(program: Program) -> Books:
    running = Running(program)
    run(running.main, seed=program.seed)
    return running.books


@given(st.builds(make_program, st.randoms(use_true_random=False)))
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_each_value_arrives_once(program: Program) -> None:
    """A failing program is shrunk here; the seeds below make more in less time."""
    run_program(program)


def run_programs(seeds: range) -> None:
    selected = Counter[str]()
    arrived = ended_early = 0
    for seed in seeds:
        program = make_program(random.Random(seed))  # noqa: S311  # no secret
        try:
            books = run_program(program)
        except BaseException as error:
            error.add_note(f"in {program}, which seed {seed} made")
            raise
        selected += books.selected
        arrived += books.received.total()
        ended_early += books.ended_early
    # These programs do something.
    assert set(selected) == {"recv", "send", "wait", "after", "tick"}
    assert arrived > len(seeds)
    assert ended_early > len(seeds)


def test_each_value_arrives_once_in_programs_of_seeds() -> None:
    run_programs(range(300))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_each_value_arrives_once_in_10_000_programs(part: int) -> None:
    run_programs(range(part * 1000, (part + 1) * 1000))
