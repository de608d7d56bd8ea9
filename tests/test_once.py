"""What `Once` has of its own. The promises of a shared run are in test_singleflight."""

from __future__ import annotations

import inspect
import weakref
from typing import Any, cast

import pytest
import trio
from trio.testing import assert_checkpoints, wait_all_tasks_blocked

from tests.support import Thing, no_garbage_collector
from trio_patterns.once import Once, once_value
from trio_patterns.testing import cancel_everywhere, explore, run


class Database:
    """Counts how often somebody connects."""

    def __init__(self) -> None:
        self.connections = 0

    async def connect(self, seconds: float = 1) -> int:
        self.connections += 1
        number = self.connections
        await trio.sleep(seconds)
        return number


async def test_the_one_result_goes_to_every_caller(
    autojump_clock: trio.testing.MockClock,
) -> None:
    once = Once[int]()
    database = Database()
    results: list[int] = []

    async def call(start: float) -> None:
        await trio.sleep(start)
        results.append(await once.do(database.connect))

    async with trio.open_nursery() as nursery:
        for start in (0, 0, 0.5, 1, 2):
            nursery.start_soon(call, start)
    assert results == [1] * 5
    assert autojump_clock.current_time() == 2


async def test_done_and_repr(autojump_clock: trio.testing.MockClock) -> None:
    once = Once[int]()
    seen: list[bool] = []

    async def connect() -> int:
        await trio.sleep(1)
        seen.append(once.done)
        return 1

    assert not once.done
    assert repr(once).startswith("<Once not done at 0x")
    await once.do(connect)
    assert seen == [False]
    assert once.done
    assert repr(once).startswith("<Once done at 0x")
    assert autojump_clock.current_time() == 1


async def test_done_as_soon_as_the_function_has_returned() -> None:
    once = Once[int]()
    order: list[str] = []

    async def one() -> int:
        await wait_all_tasks_blocked()
        return 1

    async def watch() -> None:
        await once.do(one)
        order.append("waiting one")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(watch)
        await once.do(one)
        assert once.done
        order.append("runner")
    assert order == ["runner", "waiting one"]


async def test_none_is_a_result() -> None:
    once = Once[None]()
    count = 0

    async def nothing() -> None:
        nonlocal count
        count += 1

    for _ in range(2):
        await once.do(nothing)
    assert once.done
    assert count == 1


async def test_call_when_done_is_a_checkpoint() -> None:
    once = Once[int]()
    database = Database()
    await once.do(database.connect, 0)
    with assert_checkpoints():
        assert await once.do(database.connect, 0) == 1
    with trio.CancelScope() as scope:
        scope.cancel()
        await once.do(database.connect, 0)
    assert scope.cancelled_caught
    assert database.connections == 1


async def test_failure_is_not_remembered() -> None:
    once = Once[str]()
    attempts = 0

    async def third_time_lucky() -> str:
        nonlocal attempts
        attempts += 1
        if attempts < 3:
            raise OSError(attempts)
        return "lucky"

    for attempt in (1, 2):
        with pytest.raises(OSError, match=str(attempt)):
            await once.do(third_time_lucky)
        assert not once.done
    for _ in range(2):
        assert await once.do(third_time_lucky) == "lucky"
    assert attempts == 3


async def test_cancellation_is_not_remembered() -> None:
    once = Once[int]()
    database = Database()
    with trio.move_on_after(0):
        await once.do(database.connect, 10)
    assert not once.done
    assert await once.do(database.connect, 0) == database.connections
    assert once.done


async def test_arguments_are_passed_on() -> None:
    async def add(one: int, two: int) -> int:
        return one + two

    assert await Once[int]().do(add, 1, 2) == 3


async def test_what_is_no_function_is_refused_when_done_too() -> None:
    once = Once[int]()
    wrong: Any = "connect"
    for _ in range(2):
        message = "^async_fn must be an async function, not 'connect'$"
        with pytest.raises(TypeError, match=message):
            await once.do(wrong)
        await once.do(Database().connect, 0)


async def test_call_from_within_its_own_run_names_the_once() -> None:
    once = Once[None]()

    async def again() -> None:
        await once.do(again)

    with pytest.raises(RuntimeError) as caught:
        await once.do(again)
    assert str(caught.value) == (
        f"do() was called from within the run of {once!r}, which would wait for itself"
    )
    await once.do(trio.lowlevel.checkpoint)


async def test_once_within_another() -> None:
    outer, inner = Once[int](), Once[int]()

    async def both() -> int:
        return await inner.do(Database().connect, 0)

    assert await outer.do(both) == 1
    assert inner.done


# once_value


async def test_once_value(autojump_clock: trio.testing.MockClock) -> None:
    database = Database()
    results: list[int] = []

    @once_value
    async def connection() -> int:
        """Connect, or return the connection."""
        return await database.connect()

    async def call() -> None:
        results.append(await connection())

    assert connection.__name__ == "connection"
    assert connection.__doc__ == "Connect, or return the connection."
    assert inspect.iscoroutinefunction(connection)
    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(call)
    assert results == [1, 1, 1]
    assert await connection() == 1
    assert autojump_clock.current_time() == 1


def test_value_outlives_the_run() -> None:
    database = Database()
    value = once_value(database.connect)
    with pytest.raises(trio.TooSlowError):
        run(fail_after_half_a_second, value)
    assert run(value) == 2
    assert run(value) == 2
    assert database.connections == 2


async def fail_after_half_a_second(value: Any) -> None:
    with trio.fail_after(0.5):
        await value()


def test_each_twin_has_its_own_value() -> None:
    database = Database()
    assert run(once_value(database.connect)) == 1
    assert run(once_value(database.connect)) == 2


@pytest.mark.parametrize("wrong", [None, 1])
def test_once_value_of_what_is_no_function(wrong: Any) -> None:
    with pytest.raises(TypeError, match="async_fn must be an async function, not"):
        once_value(wrong)


def test_once_value_of_a_function_with_arguments() -> None:
    wrong: Any = Database.connect
    with pytest.raises(TypeError) as caught:
        once_value(wrong)
    assert str(caught.value) == (
        "async_fn must do without arguments, but missing a required argument: 'self'"
    )


async def test_once_value_of_a_function_without_a_signature() -> None:
    with pytest.raises(ValueError, match="signature"):  # its words vary
        inspect.signature(iter)
    twin = once_value(cast("Any", iter))
    with pytest.raises(TypeError, match="iter expected at least 1 argument"):
        await twin()


# Under many orders, and cancelled everywhere


async def impatient_crowd(once: Once[int], database: Database) -> None:
    results: set[int] = set()

    async def call(patience: float) -> None:
        with trio.move_on_after(patience):
            results.add(await once.do(database.connect))

    async with trio.open_nursery() as nursery:
        for number in range(6):
            nursery.start_soon(call, (0.5, 2, 3)[number % 3])
    assert once.done
    assert results == {database.connections}


def test_one_result_in_any_order() -> None:
    explore(lambda: impatient_crowd(Once(), Database()), schedules=120)


def test_works_wherever_it_was_cancelled() -> None:
    tried: list[Once[int]] = []

    async def crowd() -> None:
        tried.append(Once())
        await impatient_crowd(tried[-1], Database())

    def check() -> None:
        once = tried[-1]
        was_done = once.done
        database = Database()

        async def again() -> None:
            await once.do(database.connect)

        run(again)
        assert once.done
        assert database.connections == (not was_done)

    cancel_everywhere(crowd, check=check, schedules=3)


# Memory


def test_only_the_result_is_kept_alive() -> None:
    things: list[weakref.ref[Thing]] = []
    results: list[weakref.ref[Thing]] = []

    async def make(thing: Thing) -> Thing:
        await wait_all_tasks_blocked()
        result = Thing()
        results.append(weakref.ref(result))
        del thing
        return result

    async def call(once: Once[Thing], thing: Thing) -> None:
        await once.do(make, thing)
        things.append(weakref.ref(thing))

    async def main() -> None:
        once = Once[Thing]()
        async with trio.open_nursery() as nursery:
            for _ in range(3):
                nursery.start_soon(call, once, Thing())
        assert [ref() for ref in things] == [None] * 3
        assert [type(ref()) for ref in results] == [Thing]
        del once
        assert [ref() for ref in results] == [None]

    with no_garbage_collector():
        run(main)


async def test_a_run_that_is_handed_over_with_its_result_is_not_run_again() -> None:
    """As when a Ctrl-C hits the runner after the function, before its caller knows."""
    once = Once[int]()

    async def one() -> int:
        return 1

    async def never() -> int:
        raise AssertionError

    assert await once.do(one) == 1
    assert await once._flight.do(once, once._remember, never) == 1  # pyright: ignore[reportPrivateUsage]
