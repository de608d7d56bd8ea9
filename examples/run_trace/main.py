"""A run is recorded by an instrument, and drawn at once."""

from __future__ import annotations

import trio

from plainlog import log
from trio_patterns.timeline import record


async def find(delay: float) -> None:
    await trio.sleep(delay)


async def work() -> None:
    async with trio.open_nursery() as nursery:  # [2]
        nursery.start_soon(find, 0.01, name="near")  # [1:2]
        nursery.start_soon(find, 0.03, name="far")


async def main() -> None:
    with record() as timeline:  # [3]
        await work()
    # timeline.save("run.svg") draws a picture, and "run.json" is for Perfetto.
    _, axis, *lanes = timeline.text(width=70).splitlines()[:5]  # [4:4]
    log.info(axis)
    for lane in lanes:
        log.info(lane)


if __name__ == "__main__":
    trio.run(main)
