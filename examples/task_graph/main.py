"""Tasks that need others: each waits for their ends, and runs if they are well."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import trio

from plainlog import log

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence


class SkippedError(Exception):
    pass


@dataclass(eq=False)
class Task:
    name: str
    work: Callable[[], Awaitable[None]]
    needs: Sequence[Task] = ()
    done: trio.Event = field(default_factory=trio.Event)
    error: Exception | None = None

    async def run(self) -> None:
        try:
            for need in self.needs:  # [1:2]
                await need.done.wait()
                if need.error is not None:  # [3:2]
                    raise SkippedError(f"skipped, as there is no {need.name}")
            await self.work()
            log.info("done", task=self.name)
        except Exception as error:  # noqa: BLE001  # [4:2]
            self.error = error
        finally:
            self.done.set()  # [2]


def takes(seconds: float) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        await trio.sleep(seconds)

    return work


async def broken() -> None:
    await trio.sleep(0.015)
    raise OSError("a link is dead")


async def main() -> None:
    fetch = Task("fetch", takes(0.01))
    generate = Task("generate", takes(0.02))
    build = Task("build", takes(0.01), [fetch, generate])
    docs = Task("docs", broken, [fetch])
    test = Task("test", takes(0.01), [build])
    publish = Task("publish", takes(0.01), [test, docs])
    tasks = [publish, test, docs, build, generate, fetch]

    async with trio.open_nursery() as nursery:
        for task in tasks:  # [5:2]
            nursery.start_soon(task.run, name=task.name)

    for task in tasks:  # [6:3]
        if task.error is not None:
            log.info("not done", task=task.name, why=task.error)


if __name__ == "__main__":
    trio.run(main)
