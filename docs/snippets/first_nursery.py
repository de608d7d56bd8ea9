"""Two tasks in a nursery."""

from __future__ import annotations

import trio


# show
async def fetch(page: str, seconds: float) -> None:
    await trio.sleep(seconds)
    print(f"{trio.current_time():.1f} s: got {page}")


async def main() -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(fetch, "news", 0.2)
        nursery.start_soon(fetch, "mail", 0.1)
        print("started both")
    print(f"{trio.current_time():.1f} s: both are done")


# end


if __name__ == "__main__":
    trio.run(main)
