"""The frames of a task that waits, through all that may stand between two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing

from trio_patterns._tasks.frames import await_frames
from trio_patterns._tasks.waits import wait_of
from trio_patterns.testing import DeadlockError, explore, run

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator


async def innermost() -> None:
    await trio.Event().wait()


async def generator() -> AsyncGenerator[None]:
    try:
        yield
        await innermost()
    except KeyError:
        await innermost()


class Iterates:
    def __aiter__(self) -> Iterates:
        return self

    async def __anext__(self) -> None:
        await innermost()


class HandsOn:
    def __await__(self) -> Generator[Any, None, None]:
        return innermost().__await__()


class YieldsFrom:
    def __await__(self) -> Generator[Any, None, None]:
        yield from innermost().__await__()


async def started() -> AsyncGenerator[None]:
    started = generator()
    await anext(started)
    return started


async def coroutine() -> None:
    await innermost()


async def anext_alone() -> None:
    await anext(Iterates())


async def anext_with_a_default() -> None:
    await anext(Iterates(), None)


async def anext_of_a_generator() -> None:
    await anext(await started(), None)


async def anext_whose_default_is_a_coroutine() -> None:
    default = coroutine()
    try:
        await anext(Iterates(), default)
    finally:
        default.close()


async def for_loop() -> None:
    async for _ in generator():
        pass


async def sent() -> None:
    await (await started()).asend(None)


async def thrown() -> None:
    await (await started()).athrow(KeyError())


async def handed_on() -> None:
    await HandsOn()


async def yielded_from() -> None:
    await YieldsFrom()


@pytest.mark.parametrize(
    "async_fn",
    [
        coroutine,
        anext_alone,
        anext_with_a_default,
        anext_of_a_generator,
        anext_whose_default_is_a_coroutine,
        for_loop,
        sent,
        thrown,
        handed_on,
        yielded_from,
    ],
)
def test_down_to_the_trap(async_fn: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(async_fn)
            await trio.testing.wait_all_tasks_blocked()
            (task,) = nursery.child_tasks
            names = [frame.f_code.co_name for frame in await_frames(task)]
            assert names[0] == async_fn.__name__
            assert names[-4:-1] == ["innermost", "wait", "wait_task_rescheduled"]
            assert wait_of(task).kind == "event"
            nursery.cancel_scope.cancel()

    run(main)
    with pytest.raises(DeadlockError, match="waits for an Event to be set"):
        explore(async_fn)
