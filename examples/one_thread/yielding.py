"""`checkpoint` lets the others run: two tasks that compute take turns."""

from __future__ import annotations

import trio

from plainlog import log


async def main() -> None:
    turns: list[str] = []

    async def compute(name: str) -> None:
        for _ in range(3):
            turns.append(name)  # [2]
            await trio.lowlevel.checkpoint()  # [3]

    async with trio.open_nursery() as nursery:  # [1:3]
        nursery.start_soon(compute, "one")
        nursery.start_soon(compute, "other")
    for name in turns:
        log.info("turn", of=name)


if __name__ == "__main__":
    trio.run(main)
