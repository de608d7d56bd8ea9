"""The same with the standard library's sorter, and no more than two at a time."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

import trio

from plainlog import log
from task_graph.main import SkippedError, broken, takes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping


async def run_all(
    works: Mapping[str, Callable[[], Awaitable[None]]],
    needs: Mapping[str, list[str]],
    limit: int,
) -> dict[str, Exception]:
    """Run each when those that it needs are done, and return what went wrong."""
    sorter = TopologicalSorter({name: needs.get(name, []) for name in works})
    sorter.prepare()  # [2]
    places = trio.Semaphore(limit)
    send, ended = trio.open_memory_channel[str](0)
    errors: dict[str, Exception] = {}

    async def run(name: str) -> None:
        try:
            for need in needs.get(name, []):
                if need in errors:  # [3:2]
                    raise SkippedError(f"skipped, as there is no {need}")
            async with places:  # [5]
                await works[name]()
            log.info("done", task=name)
        except Exception as error:  # noqa: BLE001  # [4:2]
            errors[name] = error
        await send.send(name)  # [2]

    async with trio.open_nursery() as nursery:
        while sorter.is_active():
            for name in sorter.get_ready():  # [1:2]
                nursery.start_soon(run, name, name=name)
            sorter.done(await ended.receive())  # [2]
    return errors


async def main() -> None:
    works = {
        "publish": takes(0.01),
        "test": takes(0.01),
        "docs": broken,
        "build": takes(0.01),
        "generate": takes(0.02),
        "fetch": takes(0.01),
    }
    needs = {
        "build": ["fetch", "generate"],
        "docs": ["fetch"],
        "test": ["build"],
        "publish": ["test", "docs"],
    }
    errors = await run_all(works, needs, limit=2)
    for name in works:  # [6:3]
        if name in errors:
            log.info("not done", task=name, why=errors[name])


if __name__ == "__main__":
    trio.run(main)
