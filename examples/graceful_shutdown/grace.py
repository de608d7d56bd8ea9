"""On SIGTERM a server takes no more jobs, gives those that it has a grace period.

Then it cancels the rest.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, NamedTuple

import trio

from plainlog import log

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

GRACE = 0.25


async def poll(stopping: trio.Event) -> None:
    """Waits for news; told that the server stops, it says goodbye in 50 ms."""
    await stopping.wait()
    await trio.sleep(0.05)


async def export(stopping: trio.Event) -> None:
    """Takes its time, whoever waits for it."""
    await trio.sleep(10)


class Job(NamedTuple):
    name: str
    async_fn: Callable[[trio.Event], Awaitable[None]]


async def run(job: Job, stopping: trio.Event) -> None:
    try:
        await job.async_fn(stopping)
        log.info("job done", job=job.name)
    except trio.Cancelled:  # [6:3]
        log.info("job given up", job=job.name)
        raise


# [1:3]
async def cancel_on(signals: AsyncIterator[int], scope: trio.CancelScope) -> None:
    number = await anext(signals)
    scope.cancel(reason=signal.Signals(number).name)


async def serve(incoming: trio.MemoryReceiveChannel[Job], stopping: trio.Event) -> None:
    """Runs jobs until SIGTERM, and then at most for the grace period."""
    async with trio.open_nursery() as jobs:  # [2]
        with trio.open_signal_receiver(signal.SIGTERM) as signals:  # [3]
            async with trio.open_nursery() as taking:  # [1:5]
                taking.start_soon(cancel_on, signals, taking.cancel_scope)
                async for job in incoming:
                    log.info("job taken", job=job.name)
                    jobs.start_soon(run, job, stopping)
        log.info("stopping")
        incoming.close()  # [4:2]
        stopping.set()
        jobs.cancel_scope.deadline = trio.current_time() + GRACE  # [5]


async def send_jobs(
    outgoing: trio.MemorySendChannel[Job], stopping: trio.Event
) -> None:
    await outgoing.send(Job("poll", poll))
    await outgoing.send(Job("export", export))
    await stopping.wait()  # [4:5]
    try:
        await outgoing.send(Job("late", poll))
    except trio.BrokenResourceError:
        log.info("job refused", job="late")


async def main() -> None:
    outgoing, incoming = trio.open_memory_channel[Job](0)
    stopping = trio.Event()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(send_jobs, outgoing, stopping)
        nursery.start_soon(serve, incoming, stopping)
    log.info("bye")


if __name__ == "__main__":
    trio.run(main)
