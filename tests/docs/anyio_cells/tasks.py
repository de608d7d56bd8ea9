"""Tasks, scopes and time."""

from __future__ import annotations

import math
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

import anyio
import anyio.abc
import anyio.functools
import anyio.lowlevel
import anyio.to_process
import anyio.to_thread
import pytest

from . import proves

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


@proves(
    "`tg.start_soon(f, x)`",
    "`tg.start_soon(f)`",
    "`anyio.create_task_group()`",
    "a task for each, in one nursery",
)
async def a_group_waits_for_its_tasks() -> None:
    done: list[str] = []

    async def work(name: str = "none") -> None:
        await anyio.lowlevel.checkpoint()
        done.append(name)

    async with anyio.create_task_group() as tg:
        tg.start_soon(work, "one")
        tg.start_soon(work)
        assert done == []
    assert sorted(done) == ["none", "one"]


@proves("`tg.start(serve)`")
async def start_waits_until_the_task_has_started() -> None:
    async def serve(*, task_status: anyio.abc.TaskStatus[int]) -> None:
        await anyio.lowlevel.checkpoint()
        task_status.started(80)
        await anyio.sleep_forever()

    async with anyio.create_task_group() as tg:
        assert await tg.start(serve) == 80
        tg.cancel_scope.cancel()


@proves(
    "`raise`, `except` in the task, `except*` around the nursery",
    "`ExceptionGroup`, which a nursery makes",
    "the exception leaves through the nursery",
)
async def errors_of_tasks_arrive_in_a_group() -> None:
    both = anyio.Event()

    async def fail(error: Exception) -> None:
        try:
            await both.wait()
        finally:
            raise error

    caught: list[Exception] = []
    try:
        async with anyio.create_task_group() as tg:
            tg.start_soon(fail, ValueError())
            tg.start_soon(fail, KeyError())
            both.set()
    except* (ValueError, KeyError) as group:
        caught += group.exceptions
    assert {type(error) for error in caught} == {ValueError, KeyError}


@proves(
    "a nursery cancels the rest, where this does not: "
    "catch in each task what must not stop the others"
)
async def a_caught_error_stops_nobody() -> None:
    done: list[str] = []
    caught = anyio.Event()

    async def fail() -> None:
        try:
            raise OSError
        except OSError:
            caught.set()

    async def go_on() -> None:
        await caught.wait()
        await anyio.lowlevel.checkpoint()
        done.append("other")

    async with anyio.create_task_group() as tg:
        tg.start_soon(go_on)
        tg.start_soon(fail)
    assert done == ["other"]


@proves("an exception; `sys.exit` after `trio.run` has returned")
async def an_exception_runs_the_cleanup_of_all() -> None:
    cleaned: list[str] = []

    async def hold() -> None:
        try:
            await anyio.sleep_forever()
        finally:
            cleaned.append("held")

    async def leave() -> None:
        await anyio.wait_all_tasks_blocked()
        raise RuntimeError

    try:
        async with anyio.create_task_group() as tg:
            tg.start_soon(hold)
            tg.start_soon(leave)
    except* RuntimeError:
        cleaned.append("left")
    assert cleaned == ["held", "left"]


@proves("`with`, `async with`, `try ... finally`")
async def a_block_cleans_up_on_every_way_out() -> None:
    cleaned: list[str] = []
    with anyio.CancelScope() as scope:
        try:
            scope.cancel()
            await anyio.lowlevel.checkpoint()
        finally:
            cleaned.append("finally")
    assert cleaned == ["finally"]


@proves("an async context manager")
async def a_lock_is_an_async_context_manager() -> None:
    @asynccontextmanager
    async def locked() -> AsyncGenerator[None]:
        async with anyio.Lock():
            yield

    async with locked():
        await anyio.lowlevel.checkpoint()


@proves("`anyio.lowlevel.checkpoint()`")
async def a_checkpoint_lets_others_run_and_sees_a_cancellation() -> None:
    ran: list[str] = []

    async def other() -> None:
        ran.append("other")
        await anyio.lowlevel.checkpoint()

    async with anyio.create_task_group() as tg:
        tg.start_soon(other)
        await anyio.wait_all_tasks_blocked()
        await anyio.lowlevel.checkpoint()
        assert ran == ["other"]
    with anyio.CancelScope() as scope:
        scope.cancel()
        await anyio.lowlevel.checkpoint()
    assert scope.cancelled_caught


@proves("`anyio.get_running_tasks()`")
async def the_running_tasks_are_counted() -> None:
    before = len(anyio.get_running_tasks())
    async with anyio.create_task_group() as tg:
        tg.start_soon(anyio.sleep_forever)
        await anyio.wait_all_tasks_blocked()
        assert len(anyio.get_running_tasks()) == before + 1
        tg.cancel_scope.cancel()


@proves("`anyio.to_thread.run_sync`, `anyio.to_process.run_sync`")
async def what_blocks_runs_in_a_thread_or_a_process() -> None:
    assert await anyio.to_thread.run_sync(math.isqrt, 49) == 7
    assert await anyio.to_process.run_sync(math.isqrt, 49) == 7


@proves("`anyio.gather(f(), g())`", "`anyio.gather`, `anyio.amap`")
async def gather_and_amap_give_results_in_order() -> None:
    async def square(number: int) -> int:
        await anyio.sleep(0.001 * (3 - number))
        return number * number

    assert await anyio.gather(square(1), square(2)) == (1, 4)
    assert list(await anyio.amap(square, [1, 2])) == [1, 4]


@proves("`anyio.Lock`", "`lock.acquire_nowait()`")
async def a_lock_is_held_by_one() -> None:
    lock = anyio.Lock()

    async def attempt() -> None:
        with pytest.raises(anyio.WouldBlock):
            lock.acquire_nowait()

    async with lock, anyio.create_task_group() as tg:
        tg.start_soon(attempt)
    lock.acquire_nowait()
    lock.release()


@proves("`@anyio.functools.cache`")
async def a_cached_function_runs_once() -> None:
    calls: list[str] = []

    @anyio.functools.cache
    async def value() -> int:
        calls.append("called")
        await anyio.lowlevel.checkpoint()
        return 42

    assert await anyio.gather(value(), value()) == (42, 42)
    assert calls == ["called"]


@proves("`anyio.Condition`", "`condition.notify()`, `condition.notify_all()`")
async def a_condition_wakes_one_or_all() -> None:
    condition = anyio.Condition()
    woken: list[int] = []

    async def wait(number: int) -> None:
        async with condition:
            await condition.wait()
            woken.append(number)

    async with anyio.create_task_group() as tg:
        for number in range(3):
            tg.start_soon(wait, number)
        await anyio.wait_all_tasks_blocked()
        async with condition:
            condition.notify()
        await anyio.wait_all_tasks_blocked()
        assert len(woken) == 1
        async with condition:
            condition.notify_all()
    assert sorted(woken) == [0, 1, 2]


@proves("`anyio.CapacityLimiter`, `anyio.Semaphore`", "`anyio.CapacityLimiter`")
async def so_many_at_once() -> None:
    for room in (anyio.Semaphore(2), anyio.CapacityLimiter(2)):
        inside, most = 0, 0

        async def enter(room: anyio.Semaphore | anyio.CapacityLimiter) -> None:
            nonlocal inside, most
            async with room:
                inside += 1
                most = max(most, inside)
                await anyio.lowlevel.checkpoint()
                inside -= 1

        async with anyio.create_task_group() as tg:
            for _ in range(5):
                tg.start_soon(enter, room)
        assert most == 2


@proves("`event.set()`, `event.wait()`")
async def an_event_wakes_all_who_wait() -> None:
    event = anyio.Event()
    async with anyio.create_task_group() as tg:
        tg.start_soon(event.wait)
        tg.start_soon(event.wait)
        await anyio.wait_all_tasks_blocked()
        event.set()


@proves("plain variables: between two checkpoints all is one step")
async def nobody_comes_between_two_checkpoints() -> None:
    total = 0

    async def count() -> None:
        nonlocal total
        await anyio.lowlevel.checkpoint()
        total += 1

    async with anyio.create_task_group() as tg:
        for _ in range(100):
            tg.start_soon(count)
    assert total == 100


@proves("`anyio.CancelScope`, `scope.cancel()`", "`scope.cancel()`")
async def a_scope_ends_what_is_in_it() -> None:
    with anyio.CancelScope() as scope:
        scope.cancel()
        await anyio.sleep_forever()
    assert scope.cancelled_caught


@proves("`scope.cancel(reason=...)`")
async def a_cancellation_may_have_a_reason() -> None:
    with anyio.CancelScope() as scope:
        scope.cancel(reason="enough")
        try:
            await anyio.sleep_forever()
        except anyio.get_cancelled_exc_class() as error:
            assert "enough" in str(error)  # noqa: PT017  it must go on
            raise


@proves(
    "`anyio.fail_after`, `anyio.move_on_after`",
    "`anyio.fail_after`",
    "`anyio.move_on_after`",
    "`TimeoutError`",
    "the plain `await`: every scope around it can end it",
)
async def a_timeout_fails_or_moves_on() -> None:
    with pytest.raises(TimeoutError), anyio.fail_after(0.001):
        await anyio.sleep_forever()
    with anyio.move_on_after(0.001) as scope:
        await anyio.sleep_forever()
    assert scope.cancelled_caught


@proves("`anyio.fail_at`, `anyio.move_on_at`", "`anyio.move_on_at`")
async def a_deadline_is_a_time_of_the_clock() -> None:
    now = anyio.current_time()
    with pytest.raises(TimeoutError), anyio.fail_at(now):
        await anyio.sleep_forever()
    with anyio.move_on_at(now) as scope:
        await anyio.sleep_forever()
    assert scope.cancelled_caught


@proves("`scope.cancelled_caught`", "scopes, one in the other")
async def the_scope_whose_deadline_it_was_says_so() -> None:
    with anyio.move_on_after(0.001) as outer, anyio.move_on_after(60) as inner:
        await anyio.sleep_forever()
    assert outer.cancelled_caught
    assert not inner.cancelled_caught


@proves("`anyio.current_effective_deadline()`")
async def the_nearest_deadline_counts() -> None:
    with anyio.move_on_at(2e9), anyio.move_on_at(1e9), anyio.move_on_at(3e9):
        assert anyio.current_effective_deadline() == 1e9
    assert anyio.current_effective_deadline() == math.inf


@proves("`anyio.lowlevel.checkpoint_if_cancelled()`")
async def a_look_at_the_cancellation_leaves_if_it_is_so() -> None:
    await anyio.lowlevel.checkpoint_if_cancelled()
    with anyio.CancelScope() as scope:
        scope.cancel()
        await anyio.lowlevel.checkpoint_if_cancelled()
        pytest.fail("it went on")


@proves(
    "`anyio.get_cancelled_exc_class()`", "`except` `anyio.get_cancelled_exc_class()`"
)
async def a_cancellation_is_an_exception_where_the_task_waits() -> None:
    seen: list[str] = []
    with anyio.CancelScope() as scope:
        scope.cancel()
        try:
            await anyio.sleep_forever()
        except anyio.get_cancelled_exc_class():
            seen.append("cancelled")
            raise
    assert seen == ["cancelled"]


@proves("`contextvars.ContextVar`, copied by `start_soon`")
async def a_task_has_a_copy_of_the_context() -> None:
    user: ContextVar[str] = ContextVar("user", default="nobody")
    seen: list[str] = []

    async def look() -> None:
        seen.append(user.get())
        user.set("changed")
        await anyio.lowlevel.checkpoint()

    user.set("gopher")
    async with anyio.create_task_group() as tg:
        tg.start_soon(look)
    assert (seen, user.get()) == (["gopher"], "gopher")


@proves("`anyio.CancelScope(shield=True)`")
async def a_shield_lets_the_cleanup_finish() -> None:
    cleaned: list[str] = []
    with anyio.CancelScope() as scope:
        scope.cancel()
        with anyio.CancelScope(shield=True):
            await anyio.lowlevel.checkpoint()
            cleaned.append("all")
        await anyio.lowlevel.checkpoint()
    assert cleaned == ["all"]


@proves("`anyio.current_time()`", "`anyio.sleep`", "`anyio.sleep_until`")
async def a_sleep_takes_its_time() -> None:
    start = anyio.current_time()
    await anyio.sleep(0.002)
    await anyio.sleep_until(start + 0.004)
    assert anyio.current_time() - start >= 0.004


@proves("`anyio.CancelScope(deadline=...)`", "`scope.deadline`", "leave the block")
async def a_deadline_moves_and_ends_with_the_block() -> None:
    with anyio.CancelScope(deadline=anyio.current_time() + 60) as scope:
        scope.deadline = anyio.current_time()
        await anyio.sleep_forever()
    assert scope.cancelled_caught
    with anyio.CancelScope(deadline=anyio.current_time() + 0.001) as stopped:
        await anyio.lowlevel.checkpoint()
    await anyio.sleep(0.002)
    assert not stopped.cancelled_caught


@proves(
    "a scope whose deadline moves",
    "two tasks in one nursery; a pong moves `scope.deadline`",
)
async def a_deadline_moves_from_another_task() -> None:
    with anyio.CancelScope(deadline=anyio.current_time() + 60) as scope:

        async def pong() -> None:
            await anyio.wait_all_tasks_blocked()
            scope.deadline = anyio.current_time()

        async with anyio.create_task_group() as tg:
            tg.start_soon(pong)
            await anyio.sleep_forever()
    assert scope.cancelled_caught


@proves("a task that sleeps first")
async def a_task_sleeps_and_then_calls() -> None:
    called: list[str] = []

    async def later() -> None:
        await anyio.sleep(0.001)
        called.append("called")

    async with anyio.create_task_group() as tg:
        tg.start_soon(later)
        assert called == []
    assert called == ["called"]


@proves("a loop, `trio.sleep`, a scope for each try; or a library, such as stamina")
async def a_try_has_its_own_scope() -> None:
    tries = 0
    while True:
        tries += 1
        with anyio.move_on_after(0.001) as scope:
            if tries < 3:
                await anyio.sleep_forever()
        if not scope.cancelled_caught:
            break
        await anyio.sleep(0.001)
    assert tries == 3


@proves("`anyio.sleep_forever()`")
async def a_sleep_for_ever_ends_with_its_scope() -> None:
    with anyio.move_on_after(0) as scope:
        await anyio.sleep_forever()
    assert scope.cancelled_caught


@proves("`anyio.wait_all_tasks_blocked()`")
async def the_test_waits_until_all_wait() -> None:
    reached: list[str] = []

    async def work() -> None:
        await anyio.lowlevel.checkpoint()
        reached.append("here")
        await anyio.sleep_forever()

    async with anyio.create_task_group() as tg:
        tg.start_soon(work)
        await anyio.wait_all_tasks_blocked()
        assert reached == ["here"]
        tg.cancel_scope.cancel()


@proves("`anyio.run`")
async def run_is_the_root() -> None:
    """Whoever runs this has called it."""
    await anyio.lowlevel.checkpoint()
