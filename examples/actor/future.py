from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import trio

from plainlog import log

T = TypeVar("T")


class Future(Generic[T]):  # [1:19]
    """The result of a task, for whoever waits for it, and as often as one likes."""

    _result: T

    def __init__(
        self, nursery: trio.Nursery, async_fn: Callable[[], Awaitable[T]]
    ) -> None:
        self._done = trio.Event()
        nursery.start_soon(self._run, async_fn)

    async def _run(self, async_fn: Callable[[], Awaitable[T]]) -> None:
        self._result = await async_fn()
        self._done.set()

    async def get(self) -> T:
        await self._done.wait()
        return self._result


async def find_title() -> str:
    await trio.sleep(0.02)
    return "Moby-Dick"


async def find_text() -> str:
    await trio.sleep(0.05)
    return "Call me Ishmael."


async def main() -> None:
    async with trio.open_nursery() as nursery:
        title = Future(nursery, find_title)  # [2:2]
        text = Future(nursery, find_text)

        log.info("both are on their way")
        log.info("title", title=await title.get())  # [3:2]
        log.info("text", text=await text.get())


if __name__ == "__main__":
    trio.run(main)
