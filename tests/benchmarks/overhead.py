"""What the testing tools and the recorder cost, on and off.

Programs of three kinds run with a tool at work, and without. The program alone is the
unit. Each does a thousand operations or more, so that it hardly shows what it takes to
switch a tool on.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import trio

from trio_patterns.testing import deadlock_detector, watch
from trio_patterns.timeline import record

from .measuring import Contest

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from .measuring import Job

    Program = Callable[[], Awaitable[int]]
    Tool = Callable[[], AbstractAsyncContextManager[None]]


async def values() -> int:
    """Five thousand values go from one task to another, without a buffer."""
    send, receive = trio.open_memory_channel[int](0)

    async def produce() -> None:
        with send:
            for number in range(5_000):
                await send.send(number)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(produce)
        return sum([number async for number in receive])


async def tasks() -> int:
    """A thousand tasks start, and end a step later."""
    async with trio.open_nursery() as nursery:
        for _ in range(1_000):
            nursery.start_soon(trio.lowlevel.checkpoint)
    return 1_000


async def timers() -> int:
    """A thousand tasks sleep, each for a time of its own."""
    async with trio.open_nursery() as nursery:
        for number in range(1_000):
            nursery.start_soon(trio.sleep, number * 1e-6)
    return 1_000


async def naps() -> int:
    """One task sleeps 500 times, each time for a tenth of a millisecond."""
    for _ in range(500):
        await trio.sleep(1e-4)
    return 500


@asynccontextmanager
async def recording() -> AsyncGenerator[None]:
    with record(limit=10_000_000):
        yield


@asynccontextmanager
async def full_recording() -> AsyncGenerator[None]:
    """A recording that has long reached its limit, and hears the rest go by."""
    with record(limit=1):
        yield


TOOLS: dict[str, Tool] = {
    "deadlock_detector()": deadlock_detector,
    "deadlock_detector(partial=True)": partial(deadlock_detector, partial=True),
    "record()": recording,
    "record(), its limit reached": full_recording,
}


def with_tools(program: Program, _: trio.Nursery) -> dict[str, Job]:
    async def with_tool(tool: Tool) -> int:
        async with tool():
            return await program()

    tools = {name: partial(with_tool, tool) for name, tool in TOOLS.items()}
    return {"the program alone": program, **tools}


def beside_idle_tasks(nursery: trio.Nursery) -> dict[str, Job]:
    event = trio.Event()
    for _ in range(1_000):
        nursery.start_soon(event.wait)
    return with_tools(naps, nursery)


class _Account:
    def __init__(self) -> None:
        self.balance = 0


def watching(_: trio.Nursery) -> dict[str, Job]:
    async def add(account: _Account) -> int:
        account.balance = 0
        for _ in range(100):
            account.balance += 1
        return account.balance

    return {
        "the object alone": partial(add, _Account()),
        "watch(object)": partial(add, watch(_Account())),
    }


def watching_items(_: trio.Nursery) -> dict[str, Job]:
    async def add(totals: dict[int, int]) -> int:
        totals[7] = 0
        for _ in range(100):
            totals[7] += 1
        return totals[7]

    many = dict.fromkeys(range(10_000), 0)
    return {
        "the dict alone": partial(add, many),
        "watch(dict)": partial(add, watch(many)),
    }


def _contests(title: str, program: Program) -> list[Contest]:
    prepare = partial(with_tools, program)
    return [
        Contest(title, prepare),
        Contest(f"{title}, on a mock clock", prepare, on_mock_clock=True),
    ]


CONTESTS = [
    *_contests("5,000 values through a channel", values),
    *_contests("1,000 tasks start and end", tasks),
    *_contests("1,000 tasks sleep", timers),
    Contest("500 naps beside 1,000 idle tasks", beside_idle_tasks),
    Contest("100 times an attribute is read and written", watching),
    Contest("100 times an item of 10,000 is read and written", watching_items),
]
