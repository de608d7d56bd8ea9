"""A part of a run is recorded, and drawn in text."""

from __future__ import annotations

import trio

from trio_patterns.testing import run
from trio_patterns.timeline import record


# show
async def main() -> None:
    lock = trio.Lock()

    async def work(seconds: float) -> None:
        async with lock:
            await trio.sleep(seconds)

    with record() as timeline:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(work, 1)
            nursery.start_soon(work, 2)
            await trio.sleep(2.5)
            nursery.cancel_scope.cancel(reason="time is up")
    print(timeline.text(width=80), end="")


# end


if __name__ == "__main__":
    run(main)
