"""Results of tasks, with `gather`."""

from __future__ import annotations

import trio

# show
from trio_patterns import gather


async def price(shop: str) -> int:
    await trio.sleep(len(shop) / 10)
    return 10 * len(shop)


async def main() -> None:
    print(await gather(lambda: price("baker"), lambda: price("ironmonger")))


# end


if __name__ == "__main__":
    trio.run(main)
