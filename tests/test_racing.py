from __future__ import annotations

import math
import weakref
from contextlib import suppress
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st

from tests.support import Thing, kept_cancellation, no_garbage_collector
from trio_patterns.racing import first_success, hedge, race
from trio_patterns.testing import cancel_everywhere, explore, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from trio.testing import MockClock

Compete = Any  # `race` and its like, called with functions that give anything

hedge_soon = partial(hedge, delay=0)
all_of_them = pytest.mark.parametrize(
    "compete", [race, first_success, hedge_soon], ids=["race", "first_success", "hedge"]
)
for_success = pytest.mark.parametrize(
    "compete", [first_success, hedge_soon], ids=["first_success", "hedge"]
)
variable: ContextVar[str] = ContextVar("variable", default="unset")


async def after(seconds: float, result: Any = None) -> Any:
    await trio.sleep(seconds)
    return result


async def fail(error: BaseException, seconds: float = 0) -> NoReturn:
    await trio.sleep(seconds)
    raise error


async def fail_at_once(error: BaseException) -> NoReturn:
    raise error


async def at_event(event: trio.Event, result: Any) -> Any:
    await event.wait()
    if isinstance(result, BaseException):
        raise result
    return result


async def fail_in_clean_up(error: Exception) -> None:
    try:
        await trio.sleep_forever()
    finally:
        raise error


# What all three have in common


@all_of_them
async def test_the_first_result(autojump_clock: MockClock, compete: Compete) -> None:
    results = [partial(after, seconds, seconds) for seconds in (3, 1, 2)]
    assert await compete(*results) == 1
    assert autojump_clock.current_time() == 1
    assert await compete(lambda: after(1, None)) is None
    assert autojump_clock.current_time() == 2


@all_of_them
async def test_losers_are_over_before_the_call_returns(
    autojump_clock: MockClock, compete: Compete
) -> None:
    cleaned_up: list[str] = []

    async def lose(name: str) -> None:
        try:
            await trio.sleep_forever()
        finally:
            with trio.CancelScope(shield=True):
                await trio.sleep(5)
            cleaned_up.append(name)

    assert await compete(lambda: lose("a"), lambda: after(1, 1), lambda: lose("b")) == 1
    assert autojump_clock.current_time() == 6
    assert sorted(cleaned_up) == ["a", "b"]


@all_of_them
def test_on_a_tie_the_earliest_finisher(compete: Compete) -> None:
    async def main() -> None:
        finished: list[int] = []
        event = trio.Event()

        async def finish(number: int) -> int:
            await event.wait()
            finished.append(number)
            return number

        async with trio.open_nursery() as nursery:
            nursery.start_soon(call_soon, event.set)
            winner = await compete(*(partial(finish, number) for number in range(4)))
        assert winner == finished[0]
        winners.add(winner)

    winners: set[int] = set()
    explore(main, schedules=60)
    assert winners == {0, 1, 2, 3}


async def call_soon(*functions: Callable[[], object]) -> None:
    """Call the functions in one step, when the others wait."""
    await trio.testing.wait_all_tasks_blocked()
    for function in functions:
        function()


@all_of_them
def test_a_loser_that_fails_in_the_winners_own_tick_is_set_aside(
    compete: Compete,
) -> None:
    async def main() -> None:
        event = trio.Event()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(call_soon, event.set)
            try:
                result = await compete(
                    partial(at_event, event, OSError()),
                    partial(at_event, event, "result"),
                    partial(at_event, event, ExceptionGroup("", [ValueError()])),
                )
            except (OSError, ExceptionGroup) as error:
                result = type(error)
        results.add(result)

    results: set[Any] = set()
    explore(main, schedules=60)
    expected = {OSError, ExceptionGroup, "result"} if compete is race else {"result"}
    assert results == expected


@all_of_them
def test_a_loser_that_fails_in_its_clean_up_is_reported(compete: Compete) -> None:
    async def close_in_nursery() -> None:
        # Trio does not link errors of these to the cancellation.
        try:
            await trio.sleep_forever()
        finally:
            with trio.CancelScope(shield=True):
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(fail, OSError(), 1)

    async def main() -> None:
        with pytest.RaisesGroup(OSError):
            await compete(
                lambda: after(1, 1),
                lambda: fail_in_clean_up(OSError()),
                lambda: after(9),
            )
        with pytest.RaisesGroup(OSError, ValueError):
            await compete(
                lambda: fail_in_clean_up(OSError()),
                lambda: fail_in_clean_up(ValueError()),
                lambda: after(1, 1),
            )
        with pytest.RaisesGroup(pytest.RaisesGroup(OSError)):
            await compete(lambda: after(1, 1), close_in_nursery)

    explore(main, schedules=20)


@all_of_them
def test_a_loser_that_fails_behind_a_shield_is_reported(compete: Compete) -> None:
    async def fail_unaware() -> None:
        with trio.CancelScope(shield=True):
            await fail(OSError(), 2)

    async def main() -> None:
        with pytest.RaisesGroup(OSError):
            await compete(lambda: after(1, 1), fail_unaware)
        assert trio.current_time() == 2

    explore(main, schedules=10)


@all_of_them
def test_what_has_not_begun_when_it_is_decided_never_begins(compete: Compete) -> None:
    async def main() -> None:
        begun: list[int] = []

        async def win_at_once() -> int:
            begun.append(1)
            return 1

        assert await compete(*[win_at_once] * 5) == 1
        assert begun == [1]

    explore(main, schedules=10)


@all_of_them
async def test_no_functions(compete: Compete) -> None:
    with pytest.raises(
        ValueError, match=r"^at least 1 async function is needed, not 0$"
    ):
        await compete()


@all_of_them
async def test_what_is_no_function(compete: Compete) -> None:
    begun: list[int] = []

    async def begin() -> None:
        begun.append(1)

    with pytest.raises(
        TypeError, match=r"^async_fns\[1\] must be an async function, not None$"
    ):
        await compete(begin, None)
    with pytest.raises(TypeError, match=r"^async_fns\[0\] .* not a coroutine object"):
        await compete(begin())
    assert begun == []


@all_of_them
async def test_in_a_cancelled_scope_nothing_starts(compete: Compete) -> None:
    begun: list[int] = []

    async def begin() -> None:
        begun.append(1)

    with trio.CancelScope() as scope:
        scope.cancel()
        await compete(begin, begin)
    assert scope.cancelled_caught
    assert begun == []


@all_of_them
async def test_it_is_a_checkpoint(compete: Compete) -> None:
    async def at_once() -> int:
        return 1

    with trio.testing.assert_checkpoints():
        assert await compete(at_once) == 1


@all_of_them
def test_a_result_is_returned_despite_a_cancellation_in_the_same_tick(
    compete: Compete,
) -> None:
    async def main() -> None:
        event = trio.Event()
        result = None
        async with trio.open_nursery() as nursery:
            with trio.CancelScope() as scope:
                nursery.start_soon(call_soon, event.set, scope.cancel)
                result = await compete(
                    trio.sleep_forever,
                    partial(at_event, event, "result"),
                    trio.sleep_forever,
                )
            assert result == "result"
            assert scope.cancel_called
            assert not scope.cancelled_caught

    explore(main, schedules=40)


@pytest.mark.parametrize("answers_first", [True, False])
def test_a_hedge_is_cancelled_in_the_tick_in_which_the_only_one_answers(
    *, answers_first: bool
) -> None:
    async def main() -> None:
        event = trio.Event()
        result = None
        async with trio.open_nursery() as nursery:
            with trio.CancelScope() as scope:
                calls = [event.set, scope.cancel]
                nursery.start_soon(call_soon, *calls[:: 1 if answers_first else -1])
                answer = partial(at_event, event, "result")
                result = await hedge(answer, trio.sleep_forever, delay=10)
            assert (result == "result") is answers_first
            assert scope.cancelled_caught is not answers_first

    explore(main, schedules=40)


@all_of_them
async def test_a_cancellation_while_losers_clean_up(
    autojump_clock: MockClock, compete: Compete
) -> None:
    async def lose() -> None:
        try:
            await trio.sleep_forever()
        finally:
            with trio.CancelScope(shield=True):
                await trio.sleep(5)

    result = None
    with trio.move_on_after(2) as scope:
        result = await compete(lambda: after(1, "result"), lose)
    assert result == "result"
    assert not scope.cancelled_caught
    assert autojump_clock.current_time() == 6


@all_of_them
async def test_a_cancelled_call_cancels_all(
    autojump_clock: MockClock, compete: Compete
) -> None:
    over: list[int] = []

    async def wait(number: int) -> None:
        try:
            await trio.sleep_forever()
        finally:
            over.append(number)

    with trio.move_on_after(1) as scope:
        await compete(partial(wait, 1), partial(wait, 2))
    assert scope.cancelled_caught
    assert sorted(over) == [1, 2]
    assert autojump_clock.current_time() == 1


@all_of_them
def test_cancelled_everywhere(compete: Compete) -> None:
    balance = 0

    async def work(seconds: float) -> float:
        nonlocal balance
        balance += 1
        try:
            await trio.sleep(seconds)
            return seconds
        finally:
            balance -= 1

    async def main() -> None:
        assert await compete(*(partial(work, s) for s in (3, 1, 2))) == 1

    def check() -> None:
        assert balance == 0

    cancel_everywhere(main, check=check)


@all_of_them
async def test_functions_see_the_callers_context(compete: Compete) -> None:
    seen: list[str] = []

    async def look_and_change() -> None:
        seen.append(variable.get())
        variable.set("changed by a function")
        await trio.lowlevel.checkpoint()
        await trio.sleep_forever()

    async def answer() -> str:
        await trio.testing.wait_all_tasks_blocked(0.01)
        return variable.get()

    variable.set("of the caller")
    functions = [look_and_change, look_and_change, answer]
    assert await compete(*functions) == "of the caller"
    assert seen == ["of the caller"] * 2
    assert variable.get() == "of the caller"


@pytest.mark.parametrize(
    ("compete", "reason"),
    [
        (race, "race() is decided"),
        (first_success, "first_success() has its result"),
        (hedge_soon, "hedge() has its result"),
    ],
)
async def test_losers_are_told_the_reason(compete: Compete, reason: str) -> None:
    reasons: list[str | None] = []

    async def lose() -> None:
        try:
            await trio.sleep_forever()
        except trio.Cancelled as cancelled:
            reasons.append(cancelled.reason)
            raise

    async def win() -> None:
        await trio.testing.wait_all_tasks_blocked(0.01)

    await compete(lose, win)
    assert reasons == [reason]


@all_of_them
async def test_tasks_are_named_after_the_functions(compete: Compete) -> None:
    async def name() -> str:
        return trio.lowlevel.current_task().name

    assert (await compete(name)).endswith("<locals>.name")


@all_of_them
async def test_a_result_is_not_kept_alive(compete: Compete) -> None:
    things: list[weakref.ref[Thing]] = []

    async def make(given: Thing) -> Thing:
        things.append(weakref.ref(given))
        await trio.lowlevel.checkpoint()
        things.append(weakref.ref(result := Thing()))
        return result

    async def lose(given: Thing) -> None:
        things.append(weakref.ref(given))
        await trio.sleep_forever()

    with no_garbage_collector():
        result = await compete(partial(lose, Thing()), partial(make, Thing()))
        assert isinstance(result, Thing)
        del result
        await trio.lowlevel.checkpoint()  # Trio still held the last task
        assert [thing() for thing in things] == [None] * 3


class WatchedError(Exception):
    """An error that can be watched."""

    def __init__(self, refs: list[weakref.ref[Any]], thing: Thing) -> None:
        super().__init__()
        self.thing = thing
        refs += [weakref.ref(self), weakref.ref(thing)]


@all_of_them
@pytest.mark.parametrize("kind", ["all fail", "one fails", "clean-up fails"])
async def test_errors_are_not_kept_alive(compete: Compete, kind: str) -> None:
    things: list[weakref.ref[Any]] = []

    async def raise_one() -> None:
        await trio.lowlevel.checkpoint()
        raise WatchedError(things, Thing())

    async def raise_late() -> None:
        try:
            await trio.sleep_forever()
        finally:
            raise WatchedError(things, Thing())

    async def succeed() -> int:
        await trio.testing.wait_all_tasks_blocked(0.01)
        return 1

    functions: dict[str, list[Any]] = {
        "all fail": [raise_one, raise_one],
        "one fails": [raise_one, succeed],
        "clean-up fails": [raise_late, succeed],
    }

    async def call() -> None:
        with suppress(WatchedError, ExceptionGroup):
            await compete(*functions[kind])

    with no_garbage_collector():
        await call()
        await trio.lowlevel.checkpoint()
        assert len(things) >= 2
        assert [thing() for thing in things] == [None] * len(things)


# race


async def test_what_leaves_a_race_bare_is_not_kept_alive() -> None:
    things: list[weakref.ref[Any]] = []

    class WatchedExit(SystemExit):
        def __init__(self) -> None:
            super().__init__()
            things.append(weakref.ref(self))

    async def leave() -> NoReturn:
        raise WatchedExit

    with no_garbage_collector():
        with suppress(WatchedExit):
            await race(leave, trio.sleep_forever)
        await trio.lowlevel.checkpoint()
        assert [thing() for thing in things] == [None]


async def test_an_error_decides_a_race_and_leaves_as_it_was_raised(
    autojump_clock: MockClock,
) -> None:
    error = ValueError("first")
    with pytest.raises(ValueError, match=r"^first$") as raised:
        await race(lambda: after(2, 1), lambda: fail(error, 1))
    assert raised.value is error
    assert error.__context__ is None
    assert autojump_clock.current_time() == 1
    names = [entry.name for entry in raised.traceback]
    assert names[1:] == ["race", "compete", "fail"]


async def test_an_error_that_is_a_group_leaves_as_it_was_raised() -> None:
    error = ExceptionGroup("mine", [ValueError()])
    with pytest.raises(ExceptionGroup) as raised:
        await race(lambda: fail(error), trio.sleep_forever)
    assert raised.value is error


def test_an_error_of_the_first_and_one_of_a_clean_up_leave_in_a_group() -> None:
    async def main() -> None:
        with pytest.RaisesGroup(ValueError, OSError):
            await race(
                lambda: fail_in_clean_up(OSError()), lambda: fail(ValueError(), 1)
            )

    explore(main, schedules=10)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
async def test_what_is_no_exception_leaves_a_race_as_it_was_raised(
    error: type[BaseException],
) -> None:
    with pytest.raises(error):
        await race(trio.sleep_forever, lambda: fail(error()))


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
@all_of_them
def test_what_is_no_exception_is_never_set_aside(
    compete: Compete, error: type[BaseException]
) -> None:
    async def main() -> None:
        event = trio.Event()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(call_soon, event.set)
            with pytest.raises((error, BaseExceptionGroup)) as raised:
                await compete(
                    partial(at_event, event, error()), partial(at_event, event, 1)
                )
        assert error.__name__ in repr(raised.value)

    explore(main, schedules=20)


async def test_a_cancellation_leaves_a_race_bare(autojump_clock: MockClock) -> None:
    async def wait_in_nursery() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep_forever)
            nursery.start_soon(trio.sleep_forever)

    seen: list[BaseException] = []
    with trio.move_on_after(1) as scope:
        try:
            await race(trio.sleep_forever, trio.sleep_forever)
        except BaseException as error:
            seen.append(error)
            raise
    assert scope.cancelled_caught
    assert [type(error) for error in seen] == [trio.Cancelled]
    # What was a group before stays one.
    with trio.move_on_after(1) as scope:
        await race(wait_in_nursery)
    assert scope.cancelled_caught
    assert autojump_clock.current_time() == 2


async def test_a_clean_up_that_fails_when_a_race_is_cancelled(
    autojump_clock: MockClock,
) -> None:
    with trio.move_on_after(1), pytest.raises(OSError, match=r"^mine$"):
        await race(lambda: fail_in_clean_up(OSError("mine")), trio.sleep_forever)
    assert autojump_clock.current_time() == 1


def test_a_chain_of_errors_that_leads_back_to_itself() -> None:
    async def main() -> None:
        event = trio.Event()
        one, other = ValueError("one"), ValueError("other")
        one.__context__, other.__context__ = other, one
        async with trio.open_nursery() as nursery:
            nursery.start_soon(call_soon, event.set)
            result = await first_success(
                partial(at_event, event, one), partial(at_event, event, 1)
            )
        assert result == 1

    explore(main, schedules=10)


# first_success and hedge


@for_success
async def test_an_error_is_set_aside_while_others_may_succeed(
    autojump_clock: MockClock, compete: Compete
) -> None:
    result = await compete(
        lambda: fail(OSError(), 1), lambda: after(3, "answer"), lambda: fail(OSError())
    )
    assert result == "answer"
    assert autojump_clock.current_time() == 3


@for_success
def test_if_all_fail_all_errors_leave_in_the_order_of_the_functions(
    compete: Compete,
) -> None:
    async def main() -> None:
        errors = [ValueError(2), ExceptionGroup("1", [OSError()]), KeyError(3)]
        with pytest.RaisesGroup(
            ValueError,
            pytest.RaisesGroup(OSError),
            KeyError,
            match=r"^no function succ",
        ) as raised:
            await compete(
                lambda: fail(errors[0], 2),
                lambda: fail(errors[1], 1),
                lambda: fail(errors[2], 3),
            )
        assert list(raised.value.exceptions) == errors
        assert raised.value.__context__ is None
        assert trio.current_time() == 3
        with pytest.RaisesGroup(KeyError):
            await compete(lambda: fail(errors[2]))

    explore(main, schedules=10)


@for_success
async def test_what_is_no_exception_cancels_all(
    autojump_clock: MockClock, compete: Compete
) -> None:
    with pytest.RaisesGroup(SystemExit):
        await compete(lambda: after(5), lambda: fail(SystemExit(), 1))
    assert autojump_clock.current_time() == 1


@for_success
async def test_a_cancelled_call_reports_a_clean_up_that_fails(
    autojump_clock: MockClock, compete: Compete
) -> None:
    with pytest.RaisesGroup(OSError):
        with trio.move_on_after(2):
            await compete(
                lambda: fail_in_clean_up(OSError()),
                trio.sleep_forever,
                lambda: fail(ValueError(), 1),  # this one was set aside before
            )
    assert autojump_clock.current_time() == 2


@for_success
async def test_a_cancelled_call_says_nothing_of_earlier_errors(
    autojump_clock: MockClock, compete: Compete
) -> None:
    with trio.move_on_after(2) as scope:
        await compete(lambda: fail(ValueError(), 1), trio.sleep_forever)
    assert scope.cancelled_caught
    assert autojump_clock.current_time() == 2


@for_success
def test_a_failure_and_a_success_in_the_tick_of_a_cancellation(
    compete: Compete,
) -> None:
    async def main() -> None:
        event = trio.Event()
        result = None
        async with trio.open_nursery() as nursery:
            with trio.CancelScope() as scope:
                nursery.start_soon(call_soon, event.set, scope.cancel)
                result = await compete(
                    partial(at_event, event, OSError()),
                    partial(at_event, event, "result"),
                    trio.sleep_forever,
                )
        assert result == "result"

    explore(main, schedules=40)


# hedge


class Servers:
    """What `hedge` asks, and when it did."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.over: list[float] = []

    async def ask(self, seconds: float, answer: Any = None) -> Any:
        self.asked.append(trio.current_time())
        try:
            await trio.sleep(seconds)
        finally:
            self.over.append(trio.current_time())
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.mark.parametrize(
    ("servers", "delay", "asked", "expected", "end"),
    [
        ([(1, "a"), (0, "b")], 2, [0], "a", 1),
        ([(9, "a"), (1, "b")], 2, [0, 2], "b", 3),
        ([(3, "a"), (9, "b"), (9, "c")], 2, [0, 2], "a", 3),
        ([(9, "a"), (9, "b"), (1, "c")], 2, [0, 2, 4], "c", 5),
        # All are started, then it waits for an answer.
        ([(8, "a"), (8, "b")], 1, [0, 1], "a", 8),
        # One that fails is replaced at once, and the delay counts from there.
        ([(1, OSError()), (9, "b"), (1, "c")], 2, [0, 1, 3], "c", 4),
        # So is one that was not the latest to start.
        ([(3, OSError()), (9, "b"), (1, "c")], 2, [0, 2, 3], "c", 4),
        ([(0, OSError()), (0, OSError()), (1, "c")], 5, [0, 0, 0], "c", 1),
        # Two that fail at the same time are both replaced.
        (
            [(3, OSError()), (2, OSError()), (9, "c"), (1, "d")],
            1,
            [0, 1, 2, 3],
            "d",
            4,
        ),
        (
            [(4, OSError()), (1, OSError()), (9, "c"), (1, "d")],
            3,
            [0, 3, 4, 4],
            "d",
            5,
        ),
        # A failure and the end of the delay at the same time: each starts one.
        ([(2, OSError()), (9, "b"), (1, "c")], 2, [0, 2, 2], "c", 3),
        # An answer and the end of the delay at the same time: none is started.
        ([(2, "a"), (0, "b")], 2, [0], "a", 2),
        ([(9, "a"), (1, "b"), (1, "c")], 0, [0, 0, 0], "b", 1),
        ([(9, "a"), (1, "b")], math.inf, [0], "a", 9),
        ([(3, OSError()), (1, "b")], math.inf, [0, 3], "b", 4),
    ],
)
def test_the_times_of_a_hedge(
    servers: list[tuple[float, Any]],
    delay: float,
    asked: list[float],
    expected: Any,
    end: float,
) -> None:
    async def main() -> None:
        them = Servers()
        functions = [partial(them.ask, *server) for server in servers]
        result = await hedge(*functions, delay=delay)
        if expected in ("b", "c") and delay == 0:
            assert result in ("b", "c")  # a tie
        else:
            assert result == expected
        assert them.asked == asked
        assert len(them.over) == len(asked)
        assert trio.current_time() == end

    explore(main, schedules=20)


def model_of_hedge(
    servers: list[tuple[float, bool]], delay: float
) -> tuple[list[float], int | None, float]:
    """Tell when each is asked, who answers, and when the call returns."""
    asked = [0.0]
    while True:
        ends = sorted(
            (start + seconds, number, succeeds)
            for number, (start, (seconds, succeeds)) in enumerate(
                zip(asked, servers, strict=False)
            )
        )
        next_start = asked[-1] + delay if len(asked) < len(servers) else math.inf
        for end, number, succeeds in ends:
            if end >= next_start:
                break
            if succeeds:
                return asked, number, end
            # Of those that fail after the latest start, each replaces itself.
            if end > asked[-1] and len(asked) < len(servers):
                next_start = end
                break
        if next_start == math.inf:
            return asked, None, ends[-1][0]
        asked.append(next_start)


@given(
    outcomes=st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=1),
    delay=st.sampled_from([1, 2, 3, math.inf]),
)
def test_hedge_against_a_model(outcomes: list[tuple[int, bool]], delay: float) -> None:
    # Fractions that differ, also in their sums: no two things happen at once.
    servers = [
        (seconds + 2.0 ** -(number + 2), succeeds)
        for number, (seconds, succeeds) in enumerate(outcomes)
    ]

    async def main() -> tuple[list[float], int | None, float]:
        them = Servers()
        functions = [
            partial(them.ask, seconds, number if succeeds else OSError(number))
            for number, (seconds, succeeds) in enumerate(servers)
        ]
        answer = None
        errors: list[int] = []
        try:
            answer = await hedge(*functions, delay=delay)
        except ExceptionGroup as group:
            errors = [error.args[0] for error in group.exceptions]
        assert errors == ([] if answer is not None else list(range(len(servers))))
        assert len(them.over) == len(them.asked)
        return them.asked, answer, trio.current_time()

    assert run(main) == model_of_hedge(servers, delay)


def test_an_answer_when_another_has_just_failed_starts_none() -> None:
    async def main() -> None:
        failed = trio.Event()
        begun: list[int] = []

        async def fail_and_let_the_other_succeed() -> NoReturn:
            await trio.sleep(2)
            failed.set()
            # Both go on in the next tick.
            await trio.lowlevel.cancel_shielded_checkpoint()
            raise OSError

        async def begin() -> None:
            begun.append(1)

        result = await hedge(
            fail_and_let_the_other_succeed,
            partial(at_event, failed, "answer"),
            begin,
            delay=1.5,
        )
        assert result == "answer"
        assert begun == []

    explore(main, schedules=20)


async def test_all_fail_before_the_delay(autojump_clock: MockClock) -> None:
    with pytest.RaisesGroup(OSError, ValueError, KeyError):
        await hedge(
            lambda: fail(OSError(), 1),
            lambda: fail(ValueError(), 1),
            lambda: fail(KeyError(), 1),
            delay=10,
        )
    assert autojump_clock.current_time() == 3


async def test_a_late_start_sees_the_callers_context(autojump_clock: MockClock) -> None:
    async def look(seconds: float) -> str:
        seen = variable.get()
        variable.set("changed by a function")
        await trio.sleep(seconds)
        return seen

    variable.set("of the caller")
    slow, fast = partial(look, 9), partial(look, 1)
    assert await hedge(slow, slow, fast, delay=1) == "of the caller"
    assert autojump_clock.current_time() == 3


@pytest.mark.parametrize("at", [0.5, 1, 1.5, 2, 2.5, 3, 3.5])
def test_a_hedge_cancelled_at_each_moment(at: float) -> None:
    async def main() -> None:
        servers = Servers()
        result = None
        with trio.move_on_after(at) as scope:
            result = await hedge(
                lambda: servers.ask(9),
                lambda: servers.ask(9),
                lambda: servers.ask(1, "answer"),
                delay=1,
            )
        assert len(servers.over) == len(servers.asked) <= 3
        assert trio.current_time() == min(at, 3)
        if at < 3:
            assert scope.cancelled_caught
        if at > 3:
            assert result == "answer"
        # At 3 it may be either, but not both, and not neither.
        assert scope.cancelled_caught == (result is None)

    explore(main, schedules=20)


@pytest.mark.parametrize(
    ("delay", "error", "message"),
    [
        (-1, ValueError, "^delay must be 0 seconds or more, not -1$"),
        (math.nan, ValueError, "^delay must be 0 seconds or more, not nan$"),
        ("1", TypeError, "^delay must be a number of seconds, not '1'$"),
        (True, TypeError, "^delay must be a number of seconds, not True$"),
        (None, TypeError, "^delay must be a number of seconds, not None$"),
    ],
)
async def test_a_wrong_delay(delay: Any, error: type[Exception], message: str) -> None:
    begun: list[int] = []

    async def begin() -> None:
        begun.append(1)

    with pytest.raises(error, match=message):
        await hedge(begin, delay=delay)
    assert begun == []


def test_frames_of_a_user_error() -> None:
    """A traceback shows the user's code, and few frames of ours."""
    frames: list[str] = []

    async def broken() -> None:
        raise ValueError

    async def main() -> None:
        try:
            await first_success(broken)
        except* ValueError as group:
            traceback = group.exceptions[0].__traceback__
            while traceback is not None:
                frames.append(traceback.tb_frame.f_code.co_name)
                traceback = traceback.tb_next

    run(main)
    assert frames == ["compete", "broken"]


# A `Cancelled` of no scope around


@all_of_them
async def test_a_foreign_cancellation(
    autojump_clock: MockClock, compete: Compete
) -> None:
    """It is an error of the function, and says what is wrong."""
    kept = await kept_cancellation()

    async def leak() -> NoReturn:
        await trio.lowlevel.checkpoint()
        raise kept.error

    foreign = pytest.RaisesExc(RuntimeError, match="where no scope is cancelled")
    if compete is race:
        with pytest.raises(RuntimeError, match="where no scope is cancelled") as caught:
            await race(leak, trio.sleep_forever)
        assert caught.value.__cause__ is kept.error
    else:
        with pytest.RaisesGroup(foreign, foreign):
            await compete(leak, leak)
        assert await compete(leak, partial(after, 1, 42)) == 42
        assert autojump_clock.current_time() == 1


# In a run with groups that are not strict


@pytest.mark.filterwarnings("ignore::trio.TrioDeprecationWarning")
def test_a_race_in_a_loose_run_reports_both_errors() -> None:
    async def fail_in_clean_up() -> None:
        try:
            await trio.sleep_forever()
        finally:
            raise KeyError

    async def main() -> None:
        with pytest.RaisesGroup(ValueError, KeyError):
            await race(partial(fail, ValueError()), fail_in_clean_up)
        with pytest.raises(ValueError, match="alone"):
            await race(partial(fail, ValueError("alone")), trio.sleep_forever)

    trio.run(main, strict_exception_groups=False)
