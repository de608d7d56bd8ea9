"""What counts as a swallowed `trio.Cancelled`, and what does not."""

from __future__ import annotations

import contextlib
import inspect
import re
import sys
from typing import TYPE_CHECKING

import pytest
import trio

from trio_patterns.testing import cancel_everywhere

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

WRONG: list[Callable[[], Awaitable[object]]] = []
RIGHT: list[Callable[[], Awaitable[object]]] = []


class CleanUpError(Exception):
    """What a clean-up may raise."""


# Each names the line of the `await` that a handler keeps from its scope: `here`.


@WRONG.append
async def bare_except() -> None:
    for _ in range(3):
        try:
            await trio.sleep(1)  # here
            break
        except:  # noqa: E722, S112  # the fault
            continue


@WRONG.append
async def the_line_that_calls_is_named() -> None:
    async def call_service() -> None:
        await trio.sleep(1)

    with contextlib.suppress(BaseException):
        await call_service()  # here


@WRONG.append
async def ends_at_the_next_checkpoint() -> None:
    with contextlib.suppress(trio.Cancelled):
        await trio.sleep(1)  # here
    await trio.sleep(1)


@WRONG.append
async def kept() -> None:
    kept: list[BaseException] = []
    try:
        await trio.sleep(1)  # here
    except BaseException as error:  # noqa: BLE001  # the fault
        kept.append(error)


@WRONG.append
async def return_in_finally() -> None:
    try:
        await trio.sleep(1)  # here
    finally:
        return  # noqa: B012  # the fault


@WRONG.append
async def around_a_nursery() -> None:
    async def child() -> None:
        await trio.sleep(1)

    with contextlib.suppress(BaseException):
        async with trio.open_nursery() as nursery:  # here
            nursery.start_soon(child)
            nursery.start_soon(child)


@WRONG.append
async def in_a_context_manager() -> None:
    @contextlib.asynccontextmanager
    async def careless() -> AsyncGenerator[None]:
        with contextlib.suppress(BaseException):
            yield  # here

    async with careless():
        await trio.sleep(1)


@WRONG.append
async def after_something_else_was_handled() -> None:
    try:
        await trio.sleep(1)  # here
    except BaseException:  # noqa: BLE001  # the fault
        with contextlib.suppress(CleanUpError):
            raise_in_clean_up()


@WRONG.append
async def before_something_else_is_handled() -> None:
    """In the same step, in which Trio's run loop still has the cancellation."""
    with contextlib.suppress(BaseException):
        await trio.sleep(1)  # here
    with contextlib.suppress(CleanUpError):
        raise CleanUpError


def raise_in_clean_up() -> None:
    try:
        raise CleanUpError
    except CleanUpError:
        return


@pytest.mark.parametrize("fault", WRONG)
def test_swallowed(fault: Callable[[], Awaitable[object]]) -> None:
    with pytest.raises(RuntimeError, match=r"swallowed trio\.Cancelled") as caught:
        cancel_everywhere(fault)
    place = re.search(r'File "(.+)", line (\d+), in .+\n    (.+)', str(caught.value))
    assert place is not None
    assert place[1] == __file__
    lines, start = inspect.getsourcelines(fault)
    assert "# here" in lines[int(place[2]) - start]
    assert place[3].endswith("# here")
    assert "cancel_everywhere: cancelled " in caught.value.__notes__[0]


# None of these is a fault.


@RIGHT.append
async def raised_again() -> None:
    try:
        await trio.sleep(1)
    except BaseException:
        with contextlib.suppress(CleanUpError):
            raise CleanUpError  # noqa: B904
        raise


@RIGHT.append
async def checkpoint_in_finally() -> None:
    """Another `trio.Cancelled` takes the place of the first."""
    try:
        try:
            await trio.sleep(1)
        finally:
            await trio.lowlevel.checkpoint()
    finally:
        await trio.sleep(1)


@RIGHT.append
async def shielded_clean_up_with_a_deadline() -> None:
    try:
        await trio.sleep(1)
    finally:
        with trio.move_on_after(1, shield=True):
            await trio.sleep(2)


@RIGHT.append
async def scope_of_its_own() -> None:
    with trio.move_on_after(1):
        await trio.sleep(2)
    with trio.move_on_after(1):
        await trio.sleep(1)


@RIGHT.append
async def nursery_with_many_children() -> None:
    async def child() -> None:
        try:
            await trio.sleep(1)
        finally:
            await trio.sleep(1)

    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(child)
        await trio.sleep(1)


@RIGHT.append
async def grace_period() -> None:
    """A scope that is shielded later catches what came from outside."""
    with trio.CancelScope() as scope:
        try:
            await trio.sleep(1)
        except trio.Cancelled:
            scope.shield = True
            await trio.sleep(1)
            scope.cancel()
            raise
    await trio.sleep(1)


@RIGHT.append
async def clean_up_fails() -> None:
    """An error takes the place of the cancellation, as from many a ``close``."""
    for _ in range(2):
        try:
            try:
                await trio.sleep(1)
            finally:
                raise CleanUpError
        except CleanUpError:
            await trio.lowlevel.checkpoint()


@RIGHT.append
async def clean_up_of_a_context_manager_fails() -> None:
    @contextlib.asynccontextmanager
    async def connection() -> AsyncGenerator[None]:
        try:
            yield
        finally:
            raise CleanUpError

    with contextlib.suppress(CleanUpError):
        async with connection():
            await trio.sleep(1)


@RIGHT.append
async def context_manager_that_awaits() -> None:
    @contextlib.asynccontextmanager
    async def connection() -> AsyncGenerator[None]:
        try:
            yield
        finally:
            await trio.lowlevel.checkpoint()

    try:
        async with connection(), connection():
            await trio.sleep(1)
    finally:
        await trio.sleep(1)


@RIGHT.append
async def goodbye_swallows_its_own() -> None:
    """What comes while the first is handled may end there, if the first goes on."""
    try:
        await trio.sleep(1)
    except trio.Cancelled:
        with contextlib.suppress(BaseException):
            await trio.sleep(1)
        raise


@RIGHT.append
async def generator_that_awaits_when_it_is_closed() -> None:
    """What closes it, a `GeneratorExit`, need not have the cancellation as context."""

    async def numbers() -> AsyncGenerator[int]:
        try:
            yield 1
            await trio.sleep(1)
            yield 2
        finally:
            await trio.lowlevel.checkpoint()

    async with contextlib.aclosing(numbers()) as generator:
        async for _ in generator:
            await trio.sleep(1)


@RIGHT.append
async def exit_stack() -> None:
    """It keeps an error, and handles none, while it goes on closing."""
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(trio.sleep, 1)
        stack.push_async_callback(trio.sleep, 1)
        await trio.sleep(1)


@RIGHT.append
async def safe_channel() -> None:
    @trio.as_safe_channel
    async def numbers() -> AsyncGenerator[int]:
        try:
            yield 1
            await trio.sleep(1)
        finally:
            await trio.lowlevel.checkpoint()

    async with numbers() as channel:
        async for _ in channel:
            await trio.sleep(1)


@RIGHT.append
async def start() -> None:
    async def child(task_status: trio.TaskStatus[None]) -> None:
        await trio.sleep(1)
        task_status.started()
        await trio.sleep(1)

    async with trio.open_nursery() as nursery:
        await nursery.start(child)
        await nursery.start(child)


@RIGHT.append
async def one_for_the_group() -> None:
    """A helper that raises one error for many, without a context."""

    async def child() -> None:
        await trio.sleep(1)

    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(child)
            nursery.start_soon(child)
    except BaseExceptionGroup as group:
        one = group.exceptions[0]
        try:
            raise one
        finally:
            one.__context__ = None
            del one


@RIGHT.append
async def one_for_the_group_later() -> None:
    async def child() -> None:
        await trio.sleep(1)

    def one_of(group: BaseExceptionGroup[BaseException]) -> None:
        raise group.exceptions[0]

    caught: list[BaseExceptionGroup[BaseException]] = []
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(child)
            nursery.start_soon(child)
    except BaseExceptionGroup as group:
        caught.append(group)
    if caught:
        one_of(caught.pop())


@RIGHT.append
async def error_of_a_child() -> None:
    async def child() -> None:
        try:
            await trio.sleep(1)
        finally:
            raise CleanUpError

    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(child)
            nursery.start_soon(trio.sleep, 2)
    except* CleanUpError:
        pass


@RIGHT.append
async def raised_in_another_task() -> None:
    """Caught in one task, and raised in the one that asked for it."""
    result: list[BaseException] = []
    done = trio.Event()

    async def child() -> None:
        try:
            await trio.sleep(1)
        except BaseException as error:
            result.append(error)
            raise
        finally:
            done.set()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(child)
        with trio.CancelScope(shield=True):
            await done.wait()
        if result:
            raise result.pop()


@pytest.mark.parametrize("program", RIGHT)
def test_not_swallowed(program: Callable[[], Awaitable[object]]) -> None:
    cancel_everywhere(program, schedules=5)


def test_the_trace_function_is_put_back() -> None:
    def trace(*_: object) -> None:
        return None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with pytest.raises(RuntimeError, match="swallowed"):
            cancel_everywhere(WRONG[0])
        assert sys.gettrace() is trace
    finally:
        sys.settrace(before)


def test_what_goes_well_the_second_time_is_no_fault() -> None:
    runs = 0

    async def main() -> None:
        nonlocal runs
        runs += 1
        try:
            await trio.sleep(1)
        except trio.Cancelled:
            if runs != 2:
                raise

    cancel_everywhere(main)


def test_what_fails_the_second_time_has_gone_well() -> None:
    runs = 0

    async def main() -> None:
        nonlocal runs
        runs += 1
        try:
            try:
                await trio.sleep(1)
            finally:
                raise CleanUpError
        except CleanUpError:
            if runs == 3:
                raise

    cancel_everywhere(main)
