"""A deadline around a call that knows nothing of it."""

from __future__ import annotations

import trio


# show
async def ask() -> str:
    await trio.sleep(10)
    return "yes"


async def main() -> None:
    with trio.move_on_after(0.5):
        print(await ask())
    print(f"{trio.current_time():.1f} s: went on")


# end


if __name__ == "__main__":
    trio.run(main)
