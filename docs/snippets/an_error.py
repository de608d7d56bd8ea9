"""One task fails, the other is cancelled, and the error arrives in the parent."""

from __future__ import annotations

import trio


# show
async def patient() -> None:
    try:
        await trio.sleep(10)
    finally:
        print(f"{trio.current_time():.1f} s: cancelled")


async def broken() -> None:
    await trio.sleep(0.1)
    raise OSError("the disk is full")


async def main() -> None:
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(patient)
            nursery.start_soon(broken)
    except* OSError as group:
        print(f"{trio.current_time():.1f} s: {group.exceptions[0]}")


# end


if __name__ == "__main__":
    trio.run(main)
