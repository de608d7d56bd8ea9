"""A task that is started in a nursery from outside lives as long as that one."""

from __future__ import annotations

import trio

from plainlog import log


async def wait_for_news(news: trio.Event) -> None:
    await news.wait()


async def answer(request: int, app: trio.Nursery) -> str:  # [1]
    """Answers a request, and leaves a task behind in the nursery of the program."""
    app.start_soon(wait_for_news, trio.Event())  # [1]
    await trio.sleep(0.001)
    return f"answer {request}"  # [2]


async def main() -> None:
    async with trio.open_nursery() as app:
        for request in range(100):
            await answer(request, app)
        living = [task.name for task in app.child_tasks]  # [3:2]
        log.info("left behind", count=len(living), name=min(living))
        app.cancel_scope.cancel(reason="the program ends")


if __name__ == "__main__":
    trio.run(main)
