from __future__ import annotations

import weakref
from enum import IntEnum
from functools import partial
from typing import Any

import pytest
import trio
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    rule,
)
from trio.testing import assert_checkpoints, wait_all_tasks_blocked

from tests.support import Thing, no_garbage_collector, unprotected_functions
from trio_patterns.semaphores import WeightedSemaphore, WeightedSemaphoreStatistics
from trio_patterns.testing import cancel_everywhere, explore, run


def state(semaphore: WeightedSemaphore) -> tuple[int, int]:
    statistics = semaphore.statistics()
    return statistics.available, statistics.tasks_waiting


# Wrong use


def test_capacity_below_1() -> None:
    with pytest.raises(ValueError, match=r"^capacity must be at least 1, not 0$"):
        WeightedSemaphore(0)


@pytest.mark.parametrize("capacity", [True, 1.0, "1", None])
def test_capacity_that_is_no_int(capacity: Any) -> None:
    with pytest.raises(TypeError, match="capacity must be an int"):
        WeightedSemaphore(capacity)


@pytest.mark.parametrize(
    ("weight", "error", "message"),
    [
        (31, ValueError, "weight must be at most the capacity of 30, not 31"),
        (-1, ValueError, "weight must be at least 0, not -1"),
        (1.0, TypeError, "weight must be an int of at least 0, not 1.0"),
        (True, TypeError, "weight must be an int of at least 0, not True"),
        ("1", TypeError, "weight must be an int of at least 0, not '1'"),
    ],
)
async def test_wrong_weight(weight: Any, error: type[Exception], message: str) -> None:
    semaphore = WeightedSemaphore(30)
    with pytest.raises(error, match=f"^{message}$"):
        await semaphore.acquire(weight)
    with pytest.raises(error, match=f"^{message}$"):
        semaphore.acquire_nowait(weight)
    with pytest.raises(error, match=f"^{message}$"):
        semaphore.hold(weight)
    assert state(semaphore) == (30, 0)


@pytest.mark.parametrize("weight", [-1, 1.0, True])
def test_wrong_weight_of_a_release(weight: Any) -> None:
    semaphore = WeightedSemaphore(30)
    semaphore.acquire_nowait(10)
    with pytest.raises((ValueError, TypeError), match="weight must be"):
        semaphore.release(weight)
    assert state(semaphore) == (20, 0)


@pytest.mark.parametrize("weight", [11, 31])
def test_release_of_more_than_is_taken(weight: int) -> None:
    semaphore = WeightedSemaphore(30)
    semaphore.acquire_nowait(10)
    message = f"^can't release {weight}: only 10 of 30 are taken$"
    with pytest.raises(RuntimeError, match=message):
        semaphore.release(weight)
    assert state(semaphore) == (20, 0)


# Without waiting


async def test_acquire_and_release() -> None:
    semaphore = WeightedSemaphore(3)
    with assert_checkpoints():
        await semaphore.acquire()
    assert state(semaphore) == (2, 0)
    await semaphore.acquire(2)
    assert state(semaphore) == (0, 0)
    semaphore.release()
    assert state(semaphore) == (1, 0)
    semaphore.release(2)
    assert state(semaphore) == (3, 0)


async def test_statistics_and_repr() -> None:
    semaphore = WeightedSemaphore(3)
    async with trio.open_nursery() as nursery:
        semaphore.acquire_nowait(2)
        nursery.start_soon(semaphore.acquire, 2)
        await wait_all_tasks_blocked()
        assert semaphore.statistics() == WeightedSemaphoreStatistics(
            capacity=3, available=1, tasks_waiting=1
        )
        assert repr(semaphore).startswith(
            "<WeightedSemaphore with 1 of 3 available and 1 waiting at 0x"
        )
        semaphore.release()


async def test_acquire_nowait_takes_what_there_is_and_no_more() -> None:
    semaphore = WeightedSemaphore(3)
    semaphore.acquire_nowait(2)
    with pytest.raises(trio.WouldBlock):
        semaphore.acquire_nowait(2)
    assert state(semaphore) == (1, 0)
    semaphore.acquire_nowait()
    with pytest.raises(trio.WouldBlock):
        semaphore.acquire_nowait()


async def test_acquire_in_a_cancelled_scope_takes_nothing() -> None:
    semaphore = WeightedSemaphore(3)
    with trio.CancelScope() as scope:
        scope.cancel()
        await semaphore.acquire()
    assert scope.cancelled_caught
    assert state(semaphore) == (3, 0)


async def test_any_task_may_release_in_other_portions() -> None:
    semaphore = WeightedSemaphore(3)
    await semaphore.acquire()
    await semaphore.acquire(2)

    async def release() -> None:
        semaphore.release(3)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(release)
    assert state(semaphore) == (3, 0)


async def test_a_weight_may_be_of_a_subclass_of_int() -> None:
    class Size(IntEnum):
        LARGE = 3
        TOO_LARGE = 4

    semaphore = WeightedSemaphore(3)
    async with semaphore.hold(Size.LARGE):
        assert state(semaphore) == (0, 0)
    with pytest.raises(ValueError, match="at most the capacity of 3"):
        semaphore.hold(Size.TOO_LARGE)


async def test_hold() -> None:
    semaphore = WeightedSemaphore(3)
    two = semaphore.hold(2)
    for _ in range(2):  # it can be used again
        with assert_checkpoints():
            async with two:
                assert state(semaphore) == (1, 0)
                async with semaphore.hold():
                    assert state(semaphore) == (0, 0)
        assert state(semaphore) == (3, 0)


async def test_hold_releases_on_an_error() -> None:
    semaphore = WeightedSemaphore(3)
    with pytest.raises(KeyError):
        async with semaphore.hold(2):
            raise KeyError
    assert state(semaphore) == (3, 0)


# Waiting in line


class Takers:
    """Tasks that acquire, and a list of who got it, in the order of the turns."""

    def __init__(self, semaphore: WeightedSemaphore, nursery: trio.Nursery) -> None:
        self.semaphore = semaphore
        self.nursery = nursery
        self.got: list[str] = []
        self.scopes: dict[str, trio.CancelScope] = {}

    async def _take(self, name: str, weight: int) -> None:
        with trio.CancelScope() as self.scopes[name]:
            await self.semaphore.acquire(weight)
            self.got.append(name)

    async def add(self, name: str, weight: int) -> None:
        self.nursery.start_soon(self._take, name, weight)
        await wait_all_tasks_blocked()

    async def settled(self) -> list[str]:
        await wait_all_tasks_blocked()
        return sorted(self.got)


async def test_large_request_is_not_starved() -> None:
    semaphore = WeightedSemaphore(3)
    await semaphore.acquire(2)
    async with trio.open_nursery() as nursery:
        takers = Takers(semaphore, nursery)
        await takers.add("large", 3)
        await takers.add("small", 1)  # would fit, and waits behind the large one
        with pytest.raises(trio.WouldBlock):
            semaphore.acquire_nowait()
        assert state(semaphore) == (1, 2)
        semaphore.release()
        assert await takers.settled() == []
        semaphore.release()
        assert await takers.settled() == ["large"]
        assert state(semaphore) == (0, 1)
        semaphore.release(3)
        assert await takers.settled() == ["large", "small"]
        assert state(semaphore) == (2, 0)


async def test_turns_come_in_the_order_of_arrival() -> None:
    semaphore = WeightedSemaphore(1)
    await semaphore.acquire()
    async with trio.open_nursery() as nursery:
        takers = Takers(semaphore, nursery)
        names = ["a", "b", "c", "d"]
        for name in names:
            await takers.add(name, 1)
        for served in range(1, 5):
            semaphore.release()
            await wait_all_tasks_blocked()
            assert takers.got == names[:served]


async def test_one_release_serves_as_many_as_fit() -> None:
    semaphore = WeightedSemaphore(4)
    await semaphore.acquire(4)
    async with trio.open_nursery() as nursery:
        takers = Takers(semaphore, nursery)
        for name, weight in {"a": 1, "b": 2, "c": 2, "d": 1}.items():
            await takers.add(name, weight)
        semaphore.release(4)
        # At once, before anybody runs: what is given away is not for the taking.
        assert state(semaphore) == (1, 2)
        with pytest.raises(trio.WouldBlock):
            semaphore.acquire_nowait()
        assert await takers.settled() == ["a", "b"]
        semaphore.release(2)
        assert await takers.settled() == ["a", "b", "c", "d"]


async def test_cancelled_large_request_lets_those_behind_it_go() -> None:
    semaphore = WeightedSemaphore(3)
    await semaphore.acquire()
    async with trio.open_nursery() as nursery:
        takers = Takers(semaphore, nursery)
        await takers.add("large", 3)
        await takers.add("small", 1)
        await takers.add("other", 1)
        takers.scopes["large"].cancel()
        assert await takers.settled() == ["other", "small"]
        assert state(semaphore) == (0, 0)


async def test_cancelled_request_leaves_the_line_at_once() -> None:
    semaphore = WeightedSemaphore(3)
    await semaphore.acquire()
    async with trio.open_nursery() as nursery:
        takers = Takers(semaphore, nursery)
        await takers.add("large", 3)
        takers.scopes["large"].cancel()
        assert state(semaphore) == (2, 0)
        semaphore.acquire_nowait(2)


async def test_cancelled_request_behind_the_head_changes_nothing() -> None:
    semaphore = WeightedSemaphore(3)
    await semaphore.acquire()
    async with trio.open_nursery() as nursery:
        takers = Takers(semaphore, nursery)
        await takers.add("large", 3)
        await takers.add("small", 1)
        await takers.add("other", 1)
        takers.scopes["small"].cancel()
        assert await takers.settled() == []
        semaphore.release()
        assert await takers.settled() == ["large"]
        semaphore.release(3)
        assert await takers.settled() == ["large", "other"]


async def test_one_cancellation_of_all_serves_nobody() -> None:
    semaphore = WeightedSemaphore(3)
    await semaphore.acquire()
    async with trio.open_nursery() as nursery:
        takers = Takers(semaphore, nursery)
        await takers.add("large", 3)
        for number in range(10):
            await takers.add(f"small {number}", 1)
        nursery.cancel_scope.cancel()
    assert takers.got == []
    assert state(semaphore) == (2, 0)


async def test_release_beside_a_cancellation_wakes_the_right_one() -> None:
    # The head is cancelled, and has not run yet when the permits come.
    semaphore = WeightedSemaphore(3)
    await semaphore.acquire(3)
    async with trio.open_nursery() as nursery:
        takers = Takers(semaphore, nursery)
        await takers.add("small", 1)
        await takers.add("large", 3)
        await takers.add("other", 1)
        takers.scopes["small"].cancel()
        semaphore.release(1)
        with pytest.raises(trio.WouldBlock):
            semaphore.acquire_nowait()
        assert await takers.settled() == []
        semaphore.release(2)
        assert await takers.settled() == ["large"]
        assert state(semaphore) == (0, 1)
        semaphore.release(3)


async def test_permits_that_were_given_are_kept_through_a_cancellation() -> None:
    semaphore = WeightedSemaphore(3)
    await semaphore.acquire(3)
    async with trio.open_nursery() as nursery:
        takers = Takers(semaphore, nursery)
        await takers.add("a", 2)
        semaphore.release(3)
        takers.scopes["a"].cancel()  # in the same tick, and too late
        assert await takers.settled() == ["a"]
        assert state(semaphore) == (1, 0)


async def test_weight_0_takes_nothing_and_goes_at_once_if_nobody_waits() -> None:
    semaphore = WeightedSemaphore(1)
    await semaphore.acquire()
    with assert_checkpoints():
        await semaphore.acquire(0)
    semaphore.acquire_nowait(0)
    assert state(semaphore) == (0, 0)
    semaphore.release(0)
    assert state(semaphore) == (0, 0)


async def test_weight_0_waits_its_turn() -> None:
    semaphore = WeightedSemaphore(2)
    await semaphore.acquire()
    async with trio.open_nursery() as nursery:
        takers = Takers(semaphore, nursery)
        await takers.add("large", 2)
        await takers.add("nothing", 0)
        with pytest.raises(trio.WouldBlock):
            semaphore.acquire_nowait(0)
        assert state(semaphore) == (1, 2)
        semaphore.release(0)
        assert await takers.settled() == []
        semaphore.release()
        assert await takers.settled() == ["large", "nothing"]
        assert state(semaphore) == (0, 0)


# Under many orders, and cancelled everywhere


async def crowd(semaphore: WeightedSemaphore) -> None:
    in_use = 0

    async def use(weight: int) -> None:
        nonlocal in_use
        async with semaphore.hold(weight):
            in_use += weight
            assert in_use <= semaphore.statistics().capacity
            try:
                await trio.sleep(1)
            finally:
                in_use -= weight

    async with trio.open_nursery() as nursery:
        for weight in (1, 3, 0, 2, 1):
            nursery.start_soon(use, weight)
    assert state(semaphore) == (3, 0)


def test_never_above_the_capacity_in_any_order() -> None:
    explore(lambda: crowd(WeightedSemaphore(3)), schedules=120)


def test_permits_are_conserved_wherever_it_is_cancelled() -> None:
    semaphore = WeightedSemaphore(3)

    def check() -> None:
        assert state(semaphore) == (3, 0)

    cancel_everywhere(lambda: crowd(semaphore), check=check, schedules=3)


def test_cancellations_at_any_time_lose_no_permit_and_no_turn() -> None:
    async def main() -> None:
        semaphore = WeightedSemaphore(3)
        ended: list[int] = []

        async def use(number: int, weight: int, patience: float) -> None:
            with trio.move_on_after(patience):
                async with semaphore.hold(weight):
                    await trio.sleep(1)
            ended.append(number)

        async with trio.open_nursery() as nursery:
            for number in range(8):
                weight = (1, 3, 2, 0)[number % 4]
                nursery.start_soon(use, number, weight, 0.5 + number % 3)
        assert sorted(ended) == list(range(8))
        assert state(semaphore) == (3, 0)

    explore(main, schedules=120)


# Ctrl-C


def test_what_changes_the_state_is_protected_from_ctrl_c() -> None:
    semaphore = WeightedSemaphore(3)

    async def main() -> None:
        await crowd(semaphore)
        await semaphore.acquire()
        semaphore.release()
        semaphore.acquire_nowait()
        with trio.move_on_after(1):
            await semaphore.acquire(3)

    # What is left makes a new object, or only looks.
    assert unprotected_functions(
        main, "trio_patterns.semaphores", "trio_patterns._wait_queue"
    ) == {
        "hold",
        "_check_weight",
        "__init__",
        "statistics",
    }


# Against a model

Operation = tuple[str, Any]


class SemaphoreModel(RuleBasedStateMachine):
    """Write a program together with what it must lead to; run it at the end.

    The model serves the line after each step, strictly from the front. The one subtle
    thing is several cancellations in one tick: nobody is served between them.
    """

    requests = Bundle[int]("requests")

    @initialize(capacity=st.integers(1, 5))
    def start(self, capacity: int) -> None:
        self.capacity = self.available = capacity
        self.line: dict[int, int] = {}
        self.got: set[int] = set()
        self.names = 0
        self.somebody_is_leaving = False
        self.program: list[Operation] = []

    def refuse(self, error: type[Exception], method: str, weight: int) -> None:
        self.program.append(("refuse", (error, method, weight)))

    def serve(self) -> None:
        while self.line and not self.somebody_is_leaving:
            name, weight = next(iter(self.line.items()))
            if weight > self.available:
                break
            del self.line[name]
            self.available -= weight
            self.got.add(name)

    @rule()
    def settle(self) -> None:
        self.somebody_is_leaving = False
        self.serve()
        self.program.append(
            ("expect", (self.available, len(self.line), frozenset(self.got)))
        )

    @rule(target=requests, weight=st.integers(0, 5))
    def acquire(self, weight: int) -> int:
        self.settle()
        self.names += 1
        if weight > self.capacity:
            self.refuse(ValueError, "acquire_nowait", weight)
        else:
            self.line[self.names] = weight
            self.program.append(("acquire", (self.names, weight)))
        self.settle()
        return self.names

    @rule(weight=st.integers(0, 5))
    def acquire_nowait(self, weight: int) -> None:
        self.settle()
        if weight > self.capacity:
            self.refuse(ValueError, "acquire_nowait", weight)
        elif self.line or weight > self.available:
            self.refuse(trio.WouldBlock, "acquire_nowait", weight)
        else:
            self.available -= weight
            self.program.append(("acquire_nowait", weight))

    @rule(weight=st.integers(0, 5))
    def release(self, weight: int) -> None:
        if weight > self.capacity - self.available:
            self.refuse(RuntimeError, "release", weight)
        else:
            self.available += weight
            self.program.append(("release", weight))
            self.serve()

    @rule(name=consumes(requests))
    def cancel(self, name: int) -> None:
        if name in self.line:
            del self.line[name]
            self.somebody_is_leaving = True
        self.program.append(("cancel", name))

    def teardown(self) -> None:
        self.settle()
        run(partial(self.replay, self.program, self.capacity))

    @staticmethod
    async def replay(program: list[Operation], capacity: int) -> None:
        semaphore = WeightedSemaphore(capacity)
        scopes: dict[int, trio.CancelScope] = {}
        got: set[int] = set()

        async def taker(name: int, weight: int) -> None:
            with trio.CancelScope() as scopes[name]:
                await semaphore.acquire(weight)
                got.add(name)

        async with trio.open_nursery() as nursery:
            for operation, argument in program:
                match operation:
                    case "acquire":
                        nursery.start_soon(taker, *argument)
                    case "acquire_nowait":
                        semaphore.acquire_nowait(argument)
                    case "release":
                        semaphore.release(argument)
                    case "refuse":
                        error, method, weight = argument
                        with pytest.raises(error):
                            getattr(semaphore, method)(weight)
                    case "cancel":
                        if argument in scopes:
                            scopes[argument].cancel()
                    case _:
                        await wait_all_tasks_blocked()
                        assert (*state(semaphore), frozenset(got)) == argument
            nursery.cancel_scope.cancel()


TestSemaphoreModel = SemaphoreModel.TestCase
TestSemaphoreModel.settings = settings(
    max_examples=100, stateful_step_count=25, deadline=None
)


# Memory


def test_nothing_is_kept_alive() -> None:
    gone: list[weakref.ref[Any]] = []

    async def hold(semaphore: WeightedSemaphore, thing: Thing) -> None:
        with trio.move_on_after(1):
            async with semaphore.hold():
                await trio.sleep(3)
        gone.append(weakref.ref(thing))

    async def main() -> None:
        semaphore = WeightedSemaphore(1)
        gone.append(weakref.ref(semaphore))
        async with trio.open_nursery() as nursery:
            for _ in range(3):
                nursery.start_soon(hold, semaphore, Thing())
        del semaphore
        assert [ref() for ref in gone] == [None] * 4

    with no_garbage_collector():
        run(main)
