"""Random programs: the detector speaks if, and only if, they would hang for ever."""

from __future__ import annotations

import random
from typing import TypeAlias

import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st

from trio_patterns.rwlock import RWLock
from trio_patterns.semaphores import WeightedSemaphore
from trio_patterns.testing import DeadlockError, deadlock_detector, run

# What to do, and with which of two objects of the kind.
Step: TypeAlias = tuple[str, int]
FOR_EVER = 1_000_000


class World:
    """The objects that the tasks of a program share."""

    def __init__(self) -> None:
        self.locks = [trio.Lock(), trio.Lock()]
        self.events = [trio.Event(), trio.Event()]
        self.channels = [trio.open_memory_channel[int](size) for size in (0, 1)]
        self.semaphores = [WeightedSemaphore(2), WeightedSemaphore(3)]
        self.rwlocks = [RWLock(), RWLock()]

    async def do(self, steps: list[Step]) -> None:  # noqa: C901, PLR0912  # a table
        """Do the steps, those behind a lock while it is held."""
        for place, (kind, which) in enumerate(steps):
            rest = steps[place + 1 :]
            match kind:
                case "sleep":
                    await trio.sleep(which + 1)
                case "wait":
                    await self.events[which].wait()
                case "set":
                    self.events[which].set()
                case "send":
                    await self.channels[which][0].send(1)
                case "receive":
                    await self.channels[which][1].receive()
                case "acquire":
                    await self.semaphores[which].acquire(2)
                case "release":
                    try:
                        self.semaphores[which].release(2)
                    except RuntimeError:
                        await trio.lowlevel.checkpoint()
                case "spawn":
                    async with trio.open_nursery() as nursery:
                        nursery.start_soon(self.do, rest[::2])
                        await self.do(rest[1::2])
                    return
                case "lock" | "read" | "write" if self.is_mine(kind, which):
                    await trio.lowlevel.checkpoint()
                case "lock":
                    async with self.locks[which]:
                        await self.do(rest)
                    return
                case "read":
                    async with self.rwlocks[which].read_locked():
                        await self.do(rest)
                    return
                case _:
                    async with self.rwlocks[which].write_locked():
                        await self.do(rest)
                    return

    def is_mine(self, kind: str, which: int) -> bool:
        task = trio.lowlevel.current_task()
        if kind == "lock":
            return self.locks[which].statistics().owner is task
        statistics = self.rwlocks[which].statistics()
        return task in (statistics.writer, *statistics.readers)


async def program(tasks: list[list[Step]]) -> None:
    world = World()
    async with trio.open_nursery() as nursery:
        for steps in tasks:
            nursery.start_soon(world.do, steps)


KINDS = (
    *("sleep", "wait", "set", "send", "receive", "acquire", "release"),
    *("spawn", "lock", "lock", "read", "write"),
)
STEPS = st.tuples(st.sampled_from(KINDS), st.integers(0, 1))


def compare(tasks: list[list[Step]], seed: int, *, partial: bool) -> bool:
    """Whether the program hangs; raises if the detector sees it otherwise."""

    async def with_a_deadline() -> bool:
        # A deadline silences every detector, and ends what hangs.
        with trio.move_on_after(FOR_EVER) as scope:
            await program(tasks)
        return scope.cancelled_caught

    async def detected() -> None:
        async with deadlock_detector(partial=partial):
            await program(tasks)

    hangs = run(with_a_deadline, seed=seed)
    if hangs:
        with pytest.raises(DeadlockError):
            run(detected, seed=seed)
    else:
        run(detected, seed=seed)
    return hangs


@settings(max_examples=60, deadline=None)
@given(
    tasks=st.lists(st.lists(STEPS, max_size=6), min_size=1, max_size=4),
    seed=st.integers(0, 1000),
    partial=st.booleans(),
)
def test_random_programs(tasks: list[list[Step]], seed: int, partial: bool) -> None:
    compare(tasks, seed, partial=partial)


@pytest.mark.slow
def test_thousands_of_random_programs() -> None:
    chance = random.Random(1)  # noqa: S311  # for no secret
    hanging = 0
    for seed in range(2_000):
        tasks = [
            [(chance.choice(KINDS), chance.randrange(2)) for _ in range(length)]
            for length in (chance.randrange(8) for _ in range(chance.randrange(1, 5)))
        ]
        hanging += compare(tasks, seed, partial=seed % 2 == 0)
    assert 200 < hanging < 1800
