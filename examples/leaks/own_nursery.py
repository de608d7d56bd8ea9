"""A task that belongs to a request is started in a nursery of that request."""

from __future__ import annotations

import trio

from plainlog import log


async def wait_for_news(news: trio.Event) -> None:
    await news.wait()


async def answer(request: int) -> str:
    """Answers a request; nothing that it started is left."""
    async with trio.open_nursery() as nursery:  # [1:2]
        nursery.start_soon(wait_for_news, trio.Event())
        await trio.sleep(0.001)
        nursery.cancel_scope.cancel(reason="the answer is here")  # [2:2]
    return f"answer {request}"


async def main() -> None:
    before = trio.lowlevel.current_statistics().tasks_living
    for request in range(100):
        await answer(request)
    living = trio.lowlevel.current_statistics().tasks_living - before  # [3:2]
    log.info("left behind", count=living)


if __name__ == "__main__":
    trio.run(main)
