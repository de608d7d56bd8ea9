from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass

import trio

from plainlog import log

user = ContextVar("user", default="nobody")


@dataclass(frozen=True)
class Job:  # [1:5]
    """Carries the values of whoever sent it: the worker's own are older ones."""

    context: Context
    name: str


async def worker(jobs: trio.MemoryReceiveChannel[Job]) -> None:
    async for job in jobs:
        sender = job.context[user]  # [2:2]
        log.info("working", job=job.name, worker=user.get(), sender=sender)


async def main() -> None:
    send, receive = trio.open_memory_channel[Job](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(worker, receive)  # [4]
        async with send:
            for name in "alice", "bob":
                user.set(name)
                await send.send(Job(copy_context(), "print"))  # [3]


if __name__ == "__main__":
    trio.run(main)
