from __future__ import annotations

import math
import random
import weakref
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
import trio
import trio.testing

from tests.support import Thing, kept_cancellation, no_garbage_collector
from trio_patterns.nurseries import (
    LimitedNurseryStatistics,
    gather,
    open_limited_nursery,
)
from trio_patterns.testing import cancel_everywhere, explore, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio.testing import MockClock

variable: ContextVar[str] = ContextVar("variable", default="unset")


choose = random.choice  # decided by `explore`


class Gauge:
    """How many are inside, how many were at most, and in what order they came."""

    def __init__(self) -> None:
        self.now = 0
        self.most = 0
        self.begun: list[object] = []

    async def stay(self, seconds: float, name: object = None) -> None:
        self.begun.append(name)
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await trio.sleep(seconds)
        finally:
            self.now -= 1


async def after(seconds: float, result: Any = None) -> Any:
    await trio.sleep(seconds)
    return result


async def fail(error: BaseException, seconds: float = 0) -> NoReturn:
    await trio.sleep(seconds)
    raise error


# gather


@pytest.mark.parametrize("limit", [None, 2, 3, 4])
async def test_gather_returns_results_in_the_order_given(
    autojump_clock: MockClock, limit: int | None
) -> None:
    results = await gather(
        lambda: after(3, "a"),
        lambda: after(1, "b"),
        lambda: after(2, None),
        limit=limit,
    )
    assert results == ("a", "b", None)
    assert autojump_clock.current_time() == 3


@pytest.mark.parametrize("limit", [None, 1])
async def test_gather_of_nothing(limit: int | None) -> None:
    with trio.testing.assert_checkpoints():
        assert await gather(limit=limit) == ()


@pytest.mark.parametrize("limit", [None, 1, 2])
async def test_gather_is_a_checkpoint(limit: int | None) -> None:
    async def at_once() -> int:
        return 1

    with trio.testing.assert_checkpoints():
        assert await gather(at_once, at_once, limit=limit) == (1, 1)


@pytest.mark.parametrize("limit", [None, 1])
async def test_gather_starts_nothing_in_a_cancelled_scope(limit: int | None) -> None:
    begun: list[int] = []

    async def begin() -> None:
        begun.append(1)

    with trio.CancelScope() as scope:
        scope.cancel()
        await gather(begin, begin, limit=limit)
    assert scope.cancelled_caught
    assert begun == []
    with trio.CancelScope() as scope:
        scope.cancel()
        await gather(limit=limit)
    assert scope.cancelled_caught


@pytest.mark.parametrize("limit", [None, 2])
async def test_gather_returns_what_it_has_despite_a_cancellation_in_the_same_tick(
    limit: int | None,
) -> None:
    async def cancel_and_return() -> int:
        scope.cancel()
        return 1

    results = None
    with trio.CancelScope() as scope:
        results = await gather(cancel_and_return, cancel_and_return, limit=limit)
    assert results == (1, 1)
    assert not scope.cancelled_caught


@pytest.mark.parametrize("limit", [None, 1, 3])
async def test_an_error_cancels_the_rest_and_leaves_in_a_group(
    autojump_clock: MockClock, limit: int | None
) -> None:
    gauge = Gauge()
    with pytest.RaisesGroup(pytest.RaisesExc(ValueError, match="^the only$")):
        await gather(
            lambda: fail(ValueError("the only"), 1),
            lambda: gauge.stay(10),
            lambda: gauge.stay(10),
            limit=limit,
        )
    assert autojump_clock.current_time() == 1
    assert gauge.now == 0
    # Those that waited for a place are never started.
    assert len(gauge.begun) == {None: 2, 1: 0, 3: 2}[limit]


async def test_all_errors_of_one_tick_leave_together() -> None:
    async def fail_at_once(error: Exception) -> NoReturn:
        raise error

    with pytest.RaisesGroup(ValueError, OSError):
        await gather(
            partial(fail_at_once, ValueError()), partial(fail_at_once, OSError())
        )


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
async def test_what_is_no_exception_leaves_as_from_a_nursery(
    autojump_clock: MockClock, error: type[BaseException]
) -> None:
    with pytest.RaisesGroup(error):
        await gather(lambda: fail(error(), 1), trio.sleep_forever)
    assert autojump_clock.current_time() == 1


def test_gather_never_runs_more_than_the_limit() -> None:
    async def main() -> None:
        gauge = Gauge()
        await gather(
            *(partial(gauge.stay, 1 + number % 3, number) for number in range(9)),
            limit=3,
        )
        assert gauge.most == 3
        assert len(gauge.begun) == 9

    explore(main, schedules=50)


def test_gather_starts_in_order() -> None:
    async def main() -> None:
        gauge = Gauge()
        await gather(*(partial(gauge.stay, 1, n) for n in range(5)), limit=1)
        assert gauge.begun == [0, 1, 2, 3, 4]
        gauge = Gauge()
        # The second place is held all the time, the others go through the first.
        await gather(
            partial(gauge.stay, 9),
            *(partial(gauge.stay, 1, n) for n in range(5)),
            limit=2,
        )
        assert [name for name in gauge.begun if name is not None] == [0, 1, 2, 3, 4]

    explore(main, schedules=20)


async def test_a_free_place_is_taken_at_once(autojump_clock: MockClock) -> None:
    started: list[float] = []

    async def task(seconds: float) -> None:
        started.append(trio.current_time())
        await trio.sleep(seconds)

    await gather(*(partial(task, s) for s in (5, 1, 1, 1, 1)), limit=2)
    assert started == [0, 0, 1, 2, 3]
    assert autojump_clock.current_time() == 5


@pytest.mark.parametrize("limit", [None, 1, 2])
async def test_each_function_sees_the_callers_context_as_it_was(
    limit: int | None,
) -> None:
    async def look_and_change() -> str:
        seen = variable.get()
        variable.set("changed by a function")
        await trio.lowlevel.checkpoint()
        return seen

    variable.set("of the caller")
    seen = await gather(*[look_and_change] * 5, limit=limit)
    assert seen == ("of the caller",) * 5
    assert variable.get() == "of the caller"


@pytest.mark.parametrize("sleeps", [False, True])
async def test_a_worker_gives_each_function_a_fresh_context(sleeps: bool) -> None:
    """Also where the contexts look equal, or a variable was not set before."""
    lists: ContextVar[list[int]] = ContextVar("lists")
    unset: ContextVar[int] = ContextVar("unset")
    of_the_caller: list[int] = []
    lists.set(of_the_caller)

    async def look_and_change(change: Callable[[], object]) -> tuple[bool, bool]:
        seen = lists.get() is of_the_caller, unset.get(None) is None
        change()
        if sleeps:
            await trio.lowlevel.checkpoint()
        return seen

    changes: list[Callable[[], object]] = [
        lambda: lists.set([]),
        lambda: unset.set(1),
        lambda: lists.reset(lists.set([1])),
        lambda: None,
    ]
    calls = [partial(look_and_change, change) for change in (*changes, *changes)]
    assert await gather(*calls, limit=1) == ((True, True),) * 8


async def test_a_worker_asks_no_variable_whether_it_has_changed() -> None:
    class NeverEqual:
        def __eq__(self, _: object) -> bool:
            raise AssertionError

        __hash__ = None  # type: ignore[assignment]

    anything: ContextVar[NeverEqual] = ContextVar("anything")
    anything.set(NeverEqual())

    async def change() -> None:
        await trio.lowlevel.checkpoint()
        anything.set(NeverEqual())

    await gather(*[change] * 3, limit=1)


@pytest.mark.parametrize("limit", [None, 1, 2])
async def test_tasks_are_named_after_the_functions(limit: int | None) -> None:
    class Nameless:
        async def __call__(self) -> str:
            return await name()

        def __repr__(self) -> str:
            return "<an object>"

    async def name() -> str:
        return trio.lowlevel.current_task().name

    async def other(_: int) -> str:
        await trio.lowlevel.checkpoint()
        return await name()

    names = await gather(name, partial(other, 1), name, Nameless(), limit=limit)
    here = f"{__name__}.test_tasks_are_named_after_the_functions.<locals>"
    assert names == (f"{here}.name", f"{here}.other", f"{here}.name", "<an object>")


async def test_gather_with_a_limit_uses_its_tasks_again() -> None:
    async def task() -> trio.lowlevel.Task:
        await trio.lowlevel.checkpoint()
        return trio.lowlevel.current_task()

    assert len(set(await gather(*[task] * 20, limit=3))) == 3


async def test_others_have_a_turn_between_two_functions() -> None:
    """Also if the functions never sleep: a cancellation comes through."""
    begun: list[int] = []

    async def begin(number: int) -> None:
        begun.append(number)

    async def cancel_in_the_third_turn() -> None:
        await trio.lowlevel.checkpoint()
        await trio.lowlevel.checkpoint()
        scope.cancel()

    with trio.CancelScope() as scope:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(cancel_in_the_third_turn)
            await gather(*(partial(begin, number) for number in range(100)), limit=1)
    assert scope.cancelled_caught
    assert begun == list(range(len(begun)))
    assert 1 < len(begun) < 5


def test_workers_begin_in_order_and_keep_the_limit() -> None:
    async def main() -> None:
        gauge = Gauge()
        limit = choose([1, 2, 3, 20])

        async def work(number: int) -> int:
            if choose([True, False]):
                variable.set("changed by a function")
            if choose([True, False]):
                await gauge.stay(choose([0, 1, 2]), number)
            else:
                gauge.begun.append(number)
            return number

        results = await gather(*(partial(work, n) for n in range(12)), limit=limit)
        assert results == tuple(range(12))
        assert gauge.begun == list(range(12))
        assert gauge.most <= limit

    explore(main, schedules=100)


def test_nothing_begins_after_a_failure_in_the_same_tick() -> None:
    async def main() -> None:
        failed = False

        async def work(number: int) -> None:
            nonlocal failed
            assert not failed
            if choose([True, False]):
                variable.set("changed by a function")
            await trio.sleep(choose([0, 1]))
            if number == 4:
                failed = True
                raise ValueError

        with pytest.RaisesGroup(ValueError):
            await gather(*(partial(work, number) for number in range(12)), limit=3)

    explore(main, schedules=100)


def test_what_is_complete_is_returned_whoever_cancels() -> None:
    """Also if another worker was about to look for more."""

    async def main() -> None:
        async def work(number: int) -> int:
            if choose([True, False]):
                await trio.lowlevel.checkpoint()
            if number == 4:
                scope.cancel()
            return number

        results = None
        with trio.CancelScope() as scope:
            results = await gather(
                *(partial(work, number) for number in range(5)), limit=1
            )
        assert results == (0, 1, 2, 3, 4)
        with trio.CancelScope() as scope:
            await trio.lowlevel.checkpoint()
            results = await gather(
                *(partial(at_once, number) for number in (0, 1)),
                lambda: cancel_and_return(scope),
                limit=2,
            )
        assert results == (0, 1, 2)

    async def at_once(number: int) -> int:
        return number

    async def cancel_and_return(scope: trio.CancelScope) -> int:
        scope.cancel()
        return 2

    explore(main, schedules=50)


def test_workers_cancelled_everywhere() -> None:
    """Functions that sleep, that do not, and that change a variable."""
    gauges: list[Gauge] = []

    async def work(gauge: Gauge, number: int) -> str:
        seen = variable.get()
        if number % 2:
            variable.set("changed by a function")
        if number % 3:
            await gauge.stay(number % 4, number)
        else:
            gauge.begun.append(number)
        return seen

    async def main() -> None:
        gauges.append(gauge := Gauge())
        variable.set("of the caller")
        seen = await gather(*(partial(work, gauge, n) for n in range(9)), limit=2)
        assert seen == ("of the caller",) * 9

    def check() -> None:
        assert gauges[-1].now == 0
        begun = gauges[-1].begun
        assert begun == list(range(len(begun)))

    cancel_everywhere(main, check=check)
    assert len(gauges[-1].begun) == 9


@pytest.mark.parametrize(
    ("limit", "error", "message"),
    [
        (0, ValueError, "^limit must be at least 1, not 0$"),
        (-1, ValueError, "^limit must be at least 1, not -1$"),
        (True, TypeError, "^limit must be an int of at least 1, not True$"),
        (1.0, TypeError, "^limit must be an int of at least 1, not 1.0$"),
        ("1", TypeError, "^limit must be an int of at least 1, not '1'$"),
    ],
)
async def test_a_wrong_limit(limit: Any, error: type[Exception], message: str) -> None:
    begun: list[int] = []

    async def begin() -> None:
        begun.append(1)

    with pytest.raises(error, match=message):
        await gather(begin, limit=limit)
    with pytest.raises(error, match=message):
        open_limited_nursery(limit)
    assert begun == []


async def test_what_is_no_function(recwarn: pytest.WarningsRecorder) -> None:
    begun: list[int] = []

    async def begin() -> None:
        begun.append(1)

    not_a_function: Any = 3
    coroutine: Any = begin()
    with pytest.raises(
        TypeError, match=r"^async_fns\[1\] must be an async function, not 3$"
    ):
        await gather(begin, not_a_function)
    with pytest.raises(
        TypeError, match=r"^async_fns\[1\] must be an async function, not a coroutine"
    ):
        await gather(begin, coroutine)
    async with open_limited_nursery(1) as group:
        with pytest.raises(TypeError, match=r"^async_fn must be an async function"):
            await group.spawn(begin())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        with pytest.raises(TypeError, match=r"^async_fn must be an async function"):
            group.spawn_nowait(not_a_function)
        assert group.statistics().running == 0
    assert begun == []
    del coroutine
    assert not recwarn.list  # no coroutine that was never awaited


@pytest.mark.parametrize("limit", [None, 2])
def test_gather_cancelled_everywhere(limit: int | None) -> None:
    gauges: list[Gauge] = []

    async def main() -> None:
        gauges.append(gauge := Gauge())
        results = await gather(
            *(partial(gauge.stay, number) for number in (1, 2, 1, 0)), limit=limit
        )
        assert results == (None,) * 4

    def check() -> None:
        assert gauges[-1].now == 0

    cancel_everywhere(main, check=check)
    assert len(gauges[-1].begun) == 4


@pytest.mark.parametrize("limit", [None, 1])
async def test_gather_keeps_nothing_alive(limit: int | None) -> None:
    things: list[weakref.ref[Thing]] = []

    async def make(given: Thing) -> Thing:
        await trio.lowlevel.checkpoint()
        things.extend([weakref.ref(given), weakref.ref(result := Thing())])
        return result

    with no_garbage_collector():
        results = await gather(
            partial(make, Thing()), partial(make, Thing()), limit=limit
        )
        assert len(results) == 2
        del results
        await trio.lowlevel.checkpoint()  # Trio still held the last task
        assert [thing() for thing in things] == [None] * 4


@pytest.mark.parametrize("limit", [None, 1, 2])
async def test_a_failed_gather_keeps_nothing_alive(limit: int | None) -> None:
    things: list[weakref.ref[Any]] = []

    class Error(Exception):
        pass

    async def make() -> Thing:
        things.append(weakref.ref(thing := Thing()))
        return thing

    async def raise_error(given: Thing) -> None:
        error = Error(given)
        things.extend([weakref.ref(given), weakref.ref(error)])
        try:
            raise error
        finally:
            del error

    async def call() -> None:
        try:
            await gather(make, partial(raise_error, Thing()), limit=limit)
        except* Error:
            pass

    with no_garbage_collector():
        await call()
        await trio.lowlevel.checkpoint()
        assert [thing() for thing in things] == [None] * 3


def test_ten_thousand_functions_in_little_memory() -> None:
    alive = most_alive = most_tasks = 0

    class Counted:
        def __init__(self) -> None:
            nonlocal alive, most_alive
            alive += 1
            most_alive = max(most_alive, alive)

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    async def work() -> int:
        nonlocal most_tasks
        thing = Counted()
        await trio.lowlevel.checkpoint()
        most_tasks = max(most_tasks, trio.lowlevel.current_statistics().tasks_living)
        del thing
        return 1

    async def main() -> None:
        quiet = trio.lowlevel.current_statistics().tasks_living
        with no_garbage_collector():
            results = await gather(*[work] * 10_000, limit=100)
        assert sum(results) == 10_000
        assert most_alive <= 100
        # Those that have just ended may not be counted out yet.
        assert most_tasks <= quiet + 100
        assert alive == 0

    trio.run(main)


# open_limited_nursery


async def test_spawn_waits_for_a_place(autojump_clock: MockClock) -> None:
    gauge = Gauge()
    async with open_limited_nursery(2) as group:
        await group.spawn(gauge.stay, 1)
        await group.spawn(gauge.stay, 3)
        assert autojump_clock.current_time() == 0
        assert group.statistics() == LimitedNurseryStatistics(2, 2, 0)
        await group.spawn(gauge.stay, 1)
        assert autojump_clock.current_time() == 1
        await group.spawn(gauge.stay, 1)
        assert autojump_clock.current_time() == 2
    assert autojump_clock.current_time() == 3
    assert gauge.most == 2
    assert len(gauge.begun) == 4
    assert group.statistics() == LimitedNurseryStatistics(2, 0, 0)


def test_waiting_spawns_are_served_in_order() -> None:
    async def main() -> None:
        gauge = Gauge()
        async with trio.open_nursery() as nursery, open_limited_nursery(1) as group:
            await group.spawn(gauge.stay, 5)
            for number in range(4):
                nursery.start_soon(group.spawn, gauge.stay, 1, number)
                await trio.sleep(1)
            assert group.statistics() == LimitedNurseryStatistics(1, 1, 4)
            await trio.sleep(1)
            # The place that has become free belongs to the first that waits.
            with pytest.raises(trio.WouldBlock):
                group.spawn_nowait(gauge.stay, 1)
            await group.spawn(gauge.stay, 1, 4)
        assert gauge.begun == [None, 0, 1, 2, 3, 4]
        assert gauge.most == 1

    explore(main, schedules=30)


async def test_spawn_nowait(autojump_clock: MockClock) -> None:
    gauge = Gauge()
    async with open_limited_nursery(1) as group:
        group.spawn_nowait(gauge.stay, 1, "first")
        with pytest.raises(trio.WouldBlock):
            group.spawn_nowait(gauge.stay, 1, "refused")
        await trio.sleep(2)
        group.spawn_nowait(gauge.stay, 1, "second")
    assert gauge.begun == ["first", "second"]
    assert autojump_clock.current_time() == 3


async def test_spawn_is_a_checkpoint() -> None:
    async with open_limited_nursery(1) as group:
        with trio.testing.assert_checkpoints():
            await group.spawn(trio.lowlevel.checkpoint)
        with trio.testing.assert_checkpoints():
            await group.spawn(trio.lowlevel.checkpoint)
        await trio.testing.wait_all_tasks_blocked()
        with trio.testing.assert_no_checkpoints():
            group.spawn_nowait(trio.lowlevel.checkpoint)


async def test_a_cancelled_spawn_has_started_nothing(autojump_clock: MockClock) -> None:
    gauge = Gauge()

    async def spawn_behind() -> None:
        await trio.sleep(0.5)
        await group.spawn(gauge.stay, 1, "behind it")

    async with trio.open_nursery() as nursery, open_limited_nursery(1) as group:
        with trio.CancelScope() as scope:
            scope.cancel()
            await group.spawn(gauge.stay, 1, "in a cancelled scope")
        assert scope.cancelled_caught
        assert group.statistics() == LimitedNurseryStatistics(1, 0, 0)
        await group.spawn(gauge.stay, 2, "first")
        with trio.move_on_after(1) as scope:
            nursery.start_soon(spawn_behind)
            await group.spawn(gauge.stay, 1, "cancelled while it waits")
        assert scope.cancelled_caught
        await trio.sleep(1.5)
    assert gauge.begun == ["first", "behind it"]
    assert autojump_clock.current_time() == 3


async def test_an_error_of_a_task_cancels_the_group(autojump_clock: MockClock) -> None:
    gauge = Gauge()
    with pytest.RaisesGroup(ValueError):
        async with open_limited_nursery(2) as group:
            await group.spawn(gauge.stay, 10)
            await group.spawn(fail, ValueError(), 1)
            await group.spawn(gauge.stay, 10, "never")
    assert autojump_clock.current_time() == 1
    assert gauge.begun == [None]
    assert gauge.now == 0


async def test_an_error_of_the_block_leaves_in_a_group() -> None:
    with pytest.RaisesGroup(OSError):
        async with open_limited_nursery(1) as group:
            await group.spawn(trio.sleep_forever)
            raise OSError


async def test_the_cancel_scope_of_a_group(autojump_clock: MockClock) -> None:
    async with open_limited_nursery(1) as group:
        await group.spawn(trio.sleep_forever)
        group.cancel_scope.cancel()
    assert group.cancel_scope.cancelled_caught
    async with open_limited_nursery(1) as group:
        group.cancel_scope.deadline = 5
        await group.spawn(trio.sleep_forever)
        await group.spawn(trio.sleep_forever)
    assert autojump_clock.current_time() == 5


async def test_spawn_after_the_end_takes_no_place() -> None:
    async with open_limited_nursery(1) as group:
        pass
    for _ in range(2):
        with pytest.raises(RuntimeError, match="closed"):
            await group.spawn(trio.sleep_forever)
        with pytest.raises(RuntimeError, match="closed"):
            group.spawn_nowait(trio.sleep_forever)
    assert group.statistics() == LimitedNurseryStatistics(1, 0, 0)


async def test_a_spawn_that_waits_when_the_group_ends(
    autojump_clock: MockClock,
) -> None:
    async def spawn_too_late() -> None:
        with pytest.raises(RuntimeError, match="closed"):
            await group.spawn(trio.sleep_forever)

    async with trio.open_nursery() as nursery:
        async with open_limited_nursery(1) as group:
            await group.spawn(trio.sleep, 1)
            nursery.start_soon(spawn_too_late)
            nursery.start_soon(spawn_too_late)
        assert autojump_clock.current_time() == 1
    assert group.statistics() == LimitedNurseryStatistics(1, 0, 0)


async def test_a_spawned_task_sees_the_context_of_the_spawn() -> None:
    seen: list[str] = []

    async def look() -> None:
        seen.append(variable.get())
        await trio.lowlevel.checkpoint()

    async def spawn_in_another_context() -> None:
        variable.set("of the spawn")
        await group.spawn(look)

    async with open_limited_nursery(1) as group:
        variable.set("of the block")
        await group.spawn(look)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(spawn_in_another_context)
    assert seen == ["of the block", "of the spawn"]


async def test_names_of_spawned_tasks() -> None:
    names: list[str] = []

    async def record_name() -> None:
        names.append(trio.lowlevel.current_task().name)

    async with open_limited_nursery(1) as group:
        await group.spawn(record_name)
        await group.spawn(record_name, name="a name")
        group_repr = repr(group)
    assert names[0].endswith("record_name")
    assert names[1] == "a name"
    assert group_repr.startswith("<LimitedNursery at 0x")
    assert group_repr.endswith(", 1 of 1 running>")


@pytest.mark.parametrize("spawners", [1, 3])
def test_a_group_cancelled_everywhere(spawners: int) -> None:
    made: list[tuple[Gauge, Callable[[], LimitedNurseryStatistics]]] = []

    async def spawn_some(spawn: Callable[..., Any], gauge: Gauge) -> None:
        for seconds in range(3):
            await spawn(gauge.stay, seconds)

    async def main() -> None:
        gauge = Gauge()
        async with open_limited_nursery(2) as group:
            made.append((gauge, group.statistics))
            async with trio.open_nursery() as nursery:
                for _ in range(spawners):
                    nursery.start_soon(spawn_some, group.spawn, gauge)

    def check() -> None:
        for gauge, statistics in made:
            assert gauge.most <= 2
            assert gauge.now == 0
            assert statistics() == LimitedNurseryStatistics(2, 0, 0)

    cancel_everywhere(main, check=check)
    assert len(made[-1][0].begun) == 3 * spawners


def test_places_are_neither_lost_nor_given_out_of_turn() -> None:
    async def main() -> None:
        limit = choose([1, 2, 3])
        gauge = Gauge()
        arrived: list[int] = []
        spawned: set[int] = set()
        begun_at: dict[int, float] = {}

        async def work(number: int) -> None:
            begun_at[number] = trio.current_time()
            await gauge.stay(choose([0, 1, 2, 3]))

        async def spawner(number: int) -> None:
            await trio.sleep(choose([0, 0, 1, 2, 3]))
            with trio.move_on_after(choose([0, 1, 2, 4, math.inf])):
                arrived.append(number)
                await group.spawn(work, number)
                spawned.add(number)

        async with open_limited_nursery(limit) as group, trio.open_nursery() as nursery:
            for number in range(12):
                nursery.start_soon(spawner, number)
        assert spawned == set(begun_at)
        times = [begun_at[number] for number in arrived if number in spawned]
        assert times == sorted(times)
        assert gauge.most <= limit
        assert group.statistics() == LimitedNurseryStatistics(limit, 0, 0)
        outcomes.add(len(spawned))

    outcomes: set[int] = set()
    explore(main, schedules=150)
    assert len(outcomes) > 3


async def test_a_group_keeps_nothing_alive() -> None:
    things: list[weakref.ref[Thing]] = []

    async def hold(thing: Thing) -> None:
        things.append(weakref.ref(thing))
        await trio.lowlevel.checkpoint()
        if len(things) == 3:
            raise ValueError(thing)

    with no_garbage_collector():
        try:
            async with open_limited_nursery(2) as group:
                for _ in range(3):
                    await group.spawn(hold, Thing())
        except* ValueError:
            pass
        await trio.lowlevel.checkpoint()
        assert [thing() for thing in things] == [None] * 3


def test_frames_of_a_user_error() -> None:
    """A traceback shows the user's code, and few frames of ours."""
    frames: list[str] = []

    async def broken() -> None:
        raise ValueError

    async def main() -> None:
        try:
            async with open_limited_nursery(1) as group:
                await group.spawn(broken)
        except* ValueError as group_of_one:
            traceback = group_of_one.exceptions[0].__traceback__
            while traceback is not None:
                frames.append(traceback.tb_frame.f_code.co_name)
                traceback = traceback.tb_next

    run(main)
    assert frames == ["_run", "broken"]


# A `Cancelled` of no scope around


@pytest.mark.parametrize("limit", [None, 1, 2])
async def test_gather_and_a_foreign_cancellation(limit: int | None) -> None:
    """Not a result of None, nor silence."""
    kept = await kept_cancellation()

    async def leak() -> NoReturn:
        await trio.lowlevel.checkpoint()
        raise kept.error

    with pytest.RaisesGroup(
        pytest.RaisesExc(RuntimeError, match="where no scope is cancelled")
    ) as caught:
        await gather(leak, trio.sleep_forever, limit=limit)
    assert caught.value.exceptions[0].__cause__ is kept.error


async def test_a_limited_nursery_and_a_foreign_cancellation() -> None:
    kept = await kept_cancellation()

    async def leak() -> None:
        await trio.lowlevel.checkpoint()
        raise kept.error

    for spawn in True, False:
        waited: list[bool] = []
        with pytest.RaisesGroup(
            pytest.RaisesExc(RuntimeError, match="where no scope is cancelled")
        ):
            async with open_limited_nursery(1) as group:
                if not spawn:
                    raise kept.error
                await group.spawn(leak)
                with trio.CancelScope() as scope:
                    await group.spawn(partial(waited.append, True))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
                waited.append(scope.cancelled_caught)
        assert waited == []  # cancelled before the place was free
