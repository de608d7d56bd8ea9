"""Results of tasks, with `gather`."""

# show
import trio

from trio_patterns import gather


async def price(shop: str) -> int:
    await trio.sleep(len(shop) / 100)
    return 10 * len(shop)


async def main() -> None:
    print(await gather(lambda: price("baker"), lambda: price("ironmonger")))


if __name__ == "__main__":
    trio.run(main)
# end
