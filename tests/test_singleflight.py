"""The promises of a shared run are tested here for `SingleFlight` and for `Once`."""

from __future__ import annotations

import contextvars
import traceback
import weakref
from collections import Counter
from functools import partial
from typing import Any

import pytest
import trio
from trio.testing import MockClock, assert_checkpoints, wait_all_tasks_blocked

from tests.support import (
    BadRepr,
    Thing,
    interrupted_everywhere,
    kept_cancellation,
    no_garbage_collector,
    unprotected_functions,
)
from trio_patterns import once, singleflight
from trio_patterns.once import Once
from trio_patterns.singleflight import SingleFlight
from trio_patterns.testing import DeadlockError, cancel_everywhere, explore, run


class Crowd:
    """Tasks that call `do`, each with a function and arguments of its own."""

    def __init__(self, do: Any, nursery: trio.Nursery) -> None:
        self.do = do
        self.nursery = nursery
        self.runs: list[str] = []
        self.outcomes: dict[str, object] = {}
        self.scopes: dict[str, trio.CancelScope] = {}
        self.finish: dict[str, trio.Event] = {}
        self.errors: dict[str, BaseException] = {}

    async def _run(self, name: str, *, of: str) -> str:
        assert name == of
        self.runs.append(name)
        await self.finish[name].wait()
        if name in self.errors:
            raise self.errors[name]
        return f"result of {name}"

    async def _call(self, name: str) -> None:
        with trio.CancelScope() as self.scopes[name]:
            try:
                self.outcomes[name] = await self.do(partial(self._run, of=name), name)
            except trio.Cancelled:
                self.outcomes[name] = "cancelled"
                raise
            except BaseException as error:  # noqa: BLE001  # kept to be looked at
                self.outcomes[name] = error

    async def add(self, *names: str) -> None:
        for name in names:
            self.finish[name] = trio.Event()
            self.nursery.start_soon(self._call, name, name=name)
            await wait_all_tasks_blocked()

    async def cancel(self, *names: str) -> None:
        for name in names:
            self.scopes[name].cancel()
        await wait_all_tasks_blocked()

    async def succeed(self, name: str) -> None:
        self.finish[name].set()
        await wait_all_tasks_blocked()

    async def fail(self, name: str, error: BaseException) -> None:
        self.errors[name] = error
        await self.succeed(name)


def flight_do() -> Any:
    return partial(SingleFlight[str, Any]().do, "key")


def once_do() -> Any:
    return Once[Any]().do


both = pytest.mark.parametrize("make", [flight_do, once_do])


# One run for all who overlap


@both
async def test_callers_that_overlap_share_one_run(make: Any) -> None:
    async with trio.open_nursery() as nursery:
        crowd = Crowd(make(), nursery)
        await crowd.add("a", "b", "c")
        assert crowd.runs == ["a"]
        assert crowd.outcomes == {}
        await crowd.succeed("a")
    assert crowd.outcomes == dict.fromkeys("abc", "result of a")
    assert crowd.runs == ["a"]


@both
async def test_result_is_one_object(make: Any) -> None:
    do = make()
    results: list[object] = []

    async def new_object() -> object:
        await trio.lowlevel.checkpoint()
        return object()

    async def call() -> None:
        results.append(await do(new_object))

    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(call)
    assert len(results) == 3
    assert len(set(results)) == 1


@both
async def test_a_call_is_always_a_checkpoint(make: Any) -> None:
    async def no_checkpoint() -> int:
        return 1

    with assert_checkpoints():
        assert await make()(no_checkpoint) == 1


@both
async def test_cancelled_scope_starts_nothing(make: Any) -> None:
    do = make()

    started: list[int] = []

    async def start() -> None:
        started.append(len(started))

    with trio.CancelScope() as scope:
        scope.cancel()
        await do(start)
    assert scope.cancelled_caught
    assert started == []
    await do(start)
    assert started == [0]


@both
async def test_result_is_returned_though_a_cancellation_comes(make: Any) -> None:
    do = make()
    results: list[object] = []

    async def one() -> int:
        await wait_all_tasks_blocked()
        return 1

    async def waits() -> None:
        results.append(await do(one))

    async with trio.open_nursery() as nursery:
        with trio.CancelScope(shield=True):
            nursery.start_soon(waits)
            await trio.lowlevel.checkpoint()
            results.append(await do(one))
            nursery.cancel_scope.cancel()  # in the step in which the run has ended
    assert results == [1, 1]


@both
async def test_function_sees_the_callers_context(make: Any) -> None:
    variable = contextvars.ContextVar[str]("variable")
    do = make()
    seen: list[str] = []

    async def look(*, last: bool) -> None:
        seen.append(variable.get())
        await trio.sleep(0 if last else 1)

    async def call(name: str) -> None:
        variable.set(name)
        with trio.CancelScope() as scopes[name]:
            await do(partial(look, last=name == "b"))

    scopes: dict[str, trio.CancelScope] = {}
    async with trio.open_nursery() as nursery:
        for name in "abc":
            nursery.start_soon(call, name)
            await wait_all_tasks_blocked()
        scopes["a"].cancel()
    assert seen == ["a", "b"]


@both
def test_function_is_as_open_to_ctrl_c_as_its_caller(make: Any) -> None:
    async def protected() -> bool:
        return trio.lowlevel.currently_ki_protected()

    async def call() -> bool:
        result: bool = await make()(protected)
        return result

    @trio.lowlevel.enable_ki_protection
    async def protected_call() -> bool:
        return await call()

    assert trio.run(call) is False
    assert trio.run(protected_call) is True

    async def system_tasks() -> None:
        """Where a Ctrl-C would crash the run, and where it can't come in the way."""
        seen: dict[str, bool] = {}
        done = trio.Event()

        async def call(name: str) -> None:
            seen[name] = await protected_call_open()
            if len(seen) == 2:
                done.set()

        async def protected_call_open() -> bool:
            result: bool = await make()(protected)
            return result

        trio.lowlevel.spawn_system_task(call, "system")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(call, "child")
            await done.wait()
        assert seen == {"system": True, "child": False}

    trio.run(system_tasks)


# The runner is cancelled


@both
async def test_first_one_waiting_takes_over_with_its_own_function(make: Any) -> None:
    async with trio.open_nursery() as nursery:
        crowd = Crowd(make(), nursery)
        await crowd.add("a", "b", "c")
        await crowd.cancel("a")
        assert crowd.outcomes == {"a": "cancelled"}
        assert crowd.runs == ["a", "b"]
        await crowd.add("d")  # joins the run that goes on
        await crowd.cancel("b")
        assert crowd.runs == ["a", "b", "c"]
        await crowd.succeed("c")
    assert crowd.outcomes == {
        "a": "cancelled",
        "b": "cancelled",
        "c": "result of c",
        "d": "result of c",
    }


@both
async def test_cancelled_waiter_is_no_successor(make: Any) -> None:
    async with trio.open_nursery() as nursery:
        crowd = Crowd(make(), nursery)
        await crowd.add("a", "b", "c")
        await crowd.cancel("b")
        assert crowd.runs == ["a"]
        await crowd.cancel("a")
        assert crowd.runs == ["a", "c"]
        await crowd.succeed("c")
    assert crowd.outcomes["c"] == "result of c"


@both
def test_successor_in_a_cancelled_scope_starts_nothing(make: Any) -> None:
    async def main() -> None:
        do = make()
        started: list[str] = []
        scopes: dict[str, trio.CancelScope] = {}

        async def work(name: str) -> None:
            started.append(name)
            await trio.sleep(1)

        async def call(name: str) -> None:
            with trio.CancelScope() as scopes[name]:
                await do(work, name)
            if name == "a":
                scopes["b"].cancel()  # it was told to take over, and has not run yet

        async with trio.open_nursery() as nursery:
            for name in "abc":
                nursery.start_soon(call, name)
                await wait_all_tasks_blocked()
            scopes["a"].cancel()
        assert started == ["a", "c"]

    explore(main)


@both
async def test_cancelled_alone_leaves_nothing_behind(make: Any) -> None:
    async with trio.open_nursery() as nursery:
        crowd = Crowd(make(), nursery)
        await crowd.add("a")
        await crowd.cancel("a")
        await crowd.add("b")
        assert crowd.runs == ["a", "b"]
        await crowd.succeed("b")
    assert crowd.outcomes == {"a": "cancelled", "b": "result of b"}


@both
async def test_all_cancelled_at_once(make: Any) -> None:
    do = make()
    async with trio.open_nursery() as nursery:
        crowd = Crowd(do, nursery)
        await crowd.add("a", "b", "c")
        nursery.cancel_scope.cancel()
    assert crowd.runs == ["a"]
    assert crowd.outcomes == dict.fromkeys("abc", "cancelled")
    async with trio.open_nursery() as nursery:
        crowd = Crowd(do, nursery)
        await crowd.add("d")
        await crowd.succeed("d")
    assert crowd.outcomes == {"d": "result of d"}


class NoException(BaseException):
    pass


@both
@pytest.mark.parametrize(
    "error",
    [
        NoException(),
        KeyboardInterrupt(),
        BaseExceptionGroup("both", [NoException(), ValueError()]),
    ],
    ids=repr,
)
async def test_after_anything_but_an_exception_the_next_takes_over(
    make: Any, error: BaseException
) -> None:
    async with trio.open_nursery() as nursery:
        crowd = Crowd(make(), nursery)
        await crowd.add("a", "b", "c")
        await crowd.fail("a", error)
        assert crowd.outcomes == {"a": error}
        assert crowd.runs == ["a", "b"]
        await crowd.succeed("b")
    assert crowd.outcomes == {"a": error, "b": "result of b", "c": "result of b"}


# The function fails


@both
@pytest.mark.parametrize(
    "error", [KeyError("x"), ExceptionGroup("one", [ValueError()])], ids=repr
)
async def test_exception_reaches_all_who_waited(make: Any, error: Exception) -> None:
    async with trio.open_nursery() as nursery:
        crowd = Crowd(make(), nursery)
        await crowd.add("a", "b", "c", "d")
        await crowd.cancel("d")
        await crowd.fail("a", error)
        assert crowd.outcomes == {"a": error, "b": error, "c": error, "d": "cancelled"}

        # It is not remembered.
        await crowd.add("e", "f")
        assert crowd.runs == ["a", "e"]
        await crowd.succeed("e")
    assert crowd.outcomes["e"] == crowd.outcomes["f"] == "result of e"


@both
async def test_call_in_the_step_of_the_failure_starts_anew(make: Any) -> None:
    do = make()

    async def fail() -> None:
        await wait_all_tasks_blocked()
        raise KeyError

    async def one() -> int:
        return 1

    async def waits() -> None:
        with pytest.raises(KeyError):
            await do(one)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(waits)
        # Runs first; the other one joins while this waits for all to be blocked.
        with pytest.raises(KeyError):
            await do(fail)
        assert await do(one) == 1


@both
async def test_exception_tells_where_it_came_from_and_does_not_grow(make: Any) -> None:
    do = make()
    seen: list[tuple[str, int, str]] = []
    lengths: list[int] = []
    contexts: list[tuple[BaseException | None, bool]] = []

    async def fail() -> None:
        await wait_all_tasks_blocked()
        try:
            raise KeyError("the cause")
        except KeyError:
            raise ValueError("the error") from None

    async def call() -> None:
        try:
            # What the caller is handling is no part of the story of the error.
            raise TypeError("something else")
        except TypeError:
            try:
                await do(fail)
            except ValueError as error:
                frames = traceback.extract_tb(error.__traceback__)
                names = [frame.name for frame in frames]
                seen.append((names[0], names.count("join"), names[-1]))
                lengths.append(len(frames))
                contexts.append((error.__context__, error.__suppress_context__))

    async with trio.open_nursery() as nursery:
        for _ in range(10):
            nursery.start_soon(call)
    assert seen == [("call", 1, "fail")] * 10
    assert len(set(lengths)) <= 2  # the runner's, and that of all others
    assert len(set(contexts)) == 1
    assert repr(contexts[0]) == "(KeyError('the cause'), True)"


@both
async def test_exception_that_python_raises_before_the_function_runs(make: Any) -> None:
    do = make()

    async def call() -> None:
        with pytest.raises(TypeError, match="positional argument"):
            await do(trio.sleep_forever, 1)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(call)
        nursery.start_soon(call)


# Wrong use


@both
@pytest.mark.parametrize("wrong", [None, "fetch"])
async def test_what_is_no_function(make: Any, wrong: Any) -> None:
    with pytest.raises(TypeError, match="async_fn must be an async function, not"):
        await make()(wrong)


@both
async def test_coroutine_in_place_of_a_function(make: Any) -> None:
    coroutine = partial(trio.lowlevel.checkpoint)()
    with pytest.raises(TypeError, match="pass the function, do not call it"):
        await make()(coroutine)


@both
async def test_call_from_within_its_own_run(make: Any) -> None:
    do = make()

    async def outer() -> None:
        with pytest.raises(RuntimeError, match="which would wait for itself"):
            await do(trio.lowlevel.checkpoint)
        await trio.lowlevel.checkpoint()
        await do(trio.lowlevel.checkpoint)

    message = r"^do\(\) was called from within the run of ('key'|<Once not done at 0x)"
    with pytest.raises(RuntimeError, match=message):
        await do(outer)
    # Nothing of it is left.
    await do(trio.lowlevel.checkpoint)


@both
async def test_call_from_within_the_run_of_a_successor(make: Any) -> None:
    do = make()

    async def outer() -> str:
        with pytest.raises(RuntimeError, match="would wait for itself"):
            await do(outer)
        return "done"

    async def waits() -> None:
        assert await do(outer) == "done"

    async with trio.open_nursery() as nursery:
        with trio.CancelScope() as scope:
            nursery.start_soon(waits)
            await do(wait_then_cancel, scope)
    assert scope.cancelled_caught


async def wait_then_cancel(scope: trio.CancelScope) -> None:
    await wait_all_tasks_blocked()
    scope.cancel()
    await trio.sleep_forever()


@both
def test_call_through_a_child_task_is_a_deadlock_that_is_found(make: Any) -> None:
    async def main() -> None:
        do = make()

        async def outer() -> None:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(do, outer)

        await do(outer)

    with pytest.raises(DeadlockError):
        run(main)


# Keys


async def test_keys_are_apart() -> None:
    flight = SingleFlight[object, str]()
    async with trio.open_nursery() as nursery:
        one = Crowd(partial(flight.do, 1), nursery)
        two = Crowd(partial(flight.do, ("two", 2)), nursery)
        await one.add("a", "b")
        await two.add("c", "d")
        assert one.runs == ["a"]
        assert two.runs == ["c"]
        await two.succeed("c")
        assert two.outcomes == dict.fromkeys("cd", "result of c")
        assert one.outcomes == {}
        await one.succeed("a")
    assert one.outcomes == dict.fromkeys("ab", "result of a")


async def test_key_that_is_not_hashable() -> None:
    wrong: Any = []
    with pytest.raises(TypeError, match="unhashable"):
        await SingleFlight[Any, None]().do(wrong, trio.lowlevel.checkpoint)


async def test_run_within_the_run_of_another_key() -> None:
    flight = SingleFlight[int, int]()

    async def factorial(n: int) -> int:
        return n * await flight.do(n - 1, factorial, n - 1) if n else 1

    assert await flight.do(5, factorial, 5) == 120


async def test_nothing_is_cached() -> None:
    flight = SingleFlight[str, int]()
    count = 0

    async def fetch() -> int:
        nonlocal count
        count += 1
        return count

    assert [await flight.do("key", fetch) for _ in range(3)] == [1, 2, 3]


async def test_forget() -> None:
    flight = SingleFlight[str, Any]()
    flight.forget("key")  # nothing to forget
    async with trio.open_nursery() as nursery:
        crowd = Crowd(partial(flight.do, "key"), nursery)
        await crowd.add("a", "b")
        flight.forget("other")
        await crowd.add("c")
        assert crowd.runs == ["a"]
        flight.forget("key")
        await crowd.add("d", "e")
        assert crowd.runs == ["a", "d"]
        # The end of the old run does not end the new one.
        await crowd.succeed("a")
        assert crowd.outcomes == dict.fromkeys("abc", "result of a")
        await crowd.add("f")
        assert crowd.runs == ["a", "d"]
        await crowd.succeed("d")
    assert {name: crowd.outcomes[name] for name in "def"} == dict.fromkeys(
        "def", "result of d"
    )


async def test_forgotten_run_is_taken_over_by_those_who_stayed() -> None:
    flight = SingleFlight[str, Any]()
    async with trio.open_nursery() as nursery:
        crowd = Crowd(partial(flight.do, "key"), nursery)
        await crowd.add("a", "b")
        flight.forget("key")
        await crowd.add("c")
        await crowd.cancel("a")
        assert crowd.runs == ["a", "c", "b"]
        await crowd.succeed("b")
        await crowd.succeed("c")
    assert crowd.outcomes["b"] == "result of b"
    assert crowd.outcomes["c"] == "result of c"


async def test_forget_from_within_the_run_allows_another() -> None:
    flight = SingleFlight[str, int]()

    async def inner() -> int:
        return 1

    async def outer() -> int:
        flight.forget("key")
        return 1 + await flight.do("key", inner)

    assert await flight.do("key", outer) == 2


# Under many orders, and cancelled everywhere


async def impatient_crowd(flight: SingleFlight[str, int]) -> Counter[str]:
    running = Counter[str]()
    outcomes = Counter[str]()

    async def work(key: str, seconds: float) -> int:
        running[key] += 1
        assert running[key] == 1, "two runs at once"
        try:
            await trio.sleep(seconds)
        finally:
            running[key] -= 1
        if seconds == 1.5:
            raise KeyError(key)
        return 1

    async def call(key: str, start: float, patience: float, seconds: float) -> None:
        await trio.sleep(start)
        with trio.move_on_after(patience):
            try:
                assert await flight.do(key, work, key, seconds) == 1
            except KeyError:
                outcomes["failed"] += 1
            else:
                outcomes["got it"] += 1
            return
        outcomes["gave up"] += 1

    async with trio.open_nursery() as nursery:
        for number in range(9):
            nursery.start_soon(
                call, "ab"[number % 2], number % 3, 1 + number % 4, 1 + number % 5 / 2
            )
    assert outcomes.total() == 9
    assert running.total() == 0
    return outcomes


def test_one_run_at_a_time_in_any_order() -> None:
    outcomes = Counter[str]()

    async def main() -> None:
        outcomes.update(await impatient_crowd(SingleFlight()))

    explore(main, schedules=150)
    assert set(outcomes) == {"got it", "failed", "gave up"}


def test_nothing_is_left_behind_wherever_it_is_cancelled() -> None:
    flight = SingleFlight[str, int]()

    async def still_works() -> None:
        async def one() -> int:
            return 1

        for key in "ab":
            assert await flight.do(key, one) == 1

    cancel_everywhere(
        lambda: impatient_crowd(flight), check=lambda: run(still_works), schedules=3
    )


# Ctrl-C


def test_what_changes_the_state_is_protected_from_ctrl_c() -> None:
    # Not what calls the function: it is for the caller to say how that is protected.
    assert unprotected_functions(
        lambda: impatient_crowd(SingleFlight()), "trio_patterns.singleflight"
    ) == {"do", "__init__", "_is_protected_task"}  # they change nothing


@pytest.mark.slow  # a program for each await
@both
def test_ctrl_c_leaves_a_run_that_works(make: Any) -> None:
    """At each line, in the runner and in those who wait."""
    made: list[Any] = []

    async def one() -> int:
        await trio.lowlevel.checkpoint()
        return 1

    async def fail() -> int:
        await trio.lowlevel.checkpoint()
        raise KeyError

    async def main() -> None:
        made.append(make())
        async with trio.open_nursery() as nursery:
            nursery.start_soon(made[-1], one)
            nursery.start_soon(made[-1], one)
        with pytest.raises(KeyError):
            await make()(fail)

    def check() -> None:
        async def still_works() -> None:
            for do in made:
                with trio.fail_after(1):
                    assert await do(one) == 1

        run(still_works)
        made.clear()

    assert interrupted_everywhere(main, check, singleflight, once) > 5


# What is not the function's outcome


@both
async def test_a_cancelled_runner_whose_clean_up_fails_hands_over(
    make: Any, autojump_clock: MockClock
) -> None:
    do = make()

    async def load(name: str) -> str:
        try:
            await trio.sleep(5)
        except trio.Cancelled:
            raise ConnectionResetError from None
        return f"loaded by {name}"

    async def impatient() -> None:
        with trio.move_on_after(1), pytest.raises(ConnectionResetError):
            await do(load, "impatient")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(impatient)
        await wait_all_tasks_blocked()
        assert await do(load, "patient") == "loaded by patient"
    assert autojump_clock.current_time() == 6


@both
async def test_a_failure_of_the_function_is_shared_by_a_cancelled_runner(
    make: Any, autojump_clock: MockClock
) -> None:
    """It had failed by itself: there is no cancellation behind the error."""
    do = make()

    async def fail() -> None:
        with trio.CancelScope(shield=True):
            await trio.sleep(5)
        raise ConnectionResetError

    async def impatient() -> None:
        with trio.move_on_after(1), pytest.raises(ConnectionResetError):
            await do(fail)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(impatient)
        await wait_all_tasks_blocked()
        with pytest.raises(ConnectionResetError):
            await do(fail)
    assert autojump_clock.current_time() == 5


@both
async def test_a_timeout_of_the_function_is_shared(
    make: Any, autojump_clock: MockClock
) -> None:
    do = make()

    async def slow() -> None:
        with trio.fail_after(1):
            await trio.sleep_forever()

    async def call() -> None:
        with pytest.raises(trio.TooSlowError):
            await do(slow)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(call)
        nursery.start_soon(call)
    assert autojump_clock.current_time() == 1


@both
async def test_a_foreign_cancellation_is_a_failure(
    make: Any, autojump_clock: MockClock
) -> None:
    do = make()
    kept = await kept_cancellation()

    async def foreign() -> None:
        await trio.sleep(1)
        kept.unwrap()

    async def call() -> None:
        with pytest.raises(RuntimeError, match="no scope is cancelled") as caught:
            await do(foreign)
        assert isinstance(caught.value.__cause__, trio.Cancelled)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(call)
        nursery.start_soon(call)
    assert autojump_clock.current_time() == 1


@both
async def test_what_is_not_async(make: Any) -> None:
    with pytest.raises(TypeError, match="an async function is needed, but print appea"):
        await make()(print)


async def test_a_key_whose_repr_fails() -> None:
    flight = SingleFlight[BadRepr, int]()
    key = BadRepr()

    async def again() -> int:
        return await flight.do(key, again)

    with pytest.raises(RuntimeError, match="within the run of a BadRepr"):
        await flight.do(key, again)


# Memory


class ThingError(Exception):
    def __init__(self, *, thing: Thing) -> None:
        super().__init__("keyword arguments can't be copied by `copy.copy`")
        self.thing = thing


@pytest.mark.parametrize("waiting", [0, 1, 3])
@pytest.mark.parametrize("outcome", ["result", "error", "taken over"])
@pytest.mark.parametrize("kind", ["flight", "once"])
def test_nothing_is_kept_alive(outcome: str, waiting: int, kind: str) -> None:
    gone: list[weakref.ref[Any]] = []

    async def work(thing: Thing) -> Thing:
        await wait_all_tasks_blocked()
        if outcome == "error":
            raise ThingError(thing=thing)
        if outcome == "taken over" and len(gone) < waiting:
            raise NoException
        return Thing()

    async def call(do: Any, thing: Thing) -> None:
        try:
            gone.append(weakref.ref(await do(work, thing)))
        except (ThingError, NoException) as error:
            gone.append(weakref.ref(error))
        gone.append(weakref.ref(thing))

    async def main() -> None:
        flight = SingleFlight[str, Thing]()
        once = Once[Thing]()
        do: Any = partial(flight.do, "key") if kind == "flight" else once.do
        async with trio.open_nursery() as nursery:
            for _ in range(waiting + 1):
                nursery.start_soon(call, do, Thing())
        assert len(gone) == 2 * (waiting + 1)
        # The flight is still there, and keeps none of them. A `Once` keeps its result.
        if kind == "flight" or outcome == "error":
            assert [ref() for ref in gone] == [None] * len(gone)
        del do, once
        assert [ref() for ref in gone] == [None] * len(gone)
        del flight

    with no_garbage_collector():
        run(main)
