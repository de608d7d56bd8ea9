"""Results of tasks, each in a place of its own."""

# show
import trio


async def price(shop: str) -> int:
    await trio.sleep(len(shop) / 100)
    return 10 * len(shop)


async def main() -> None:
    prices: dict[str, int] = {}

    async def ask(shop: str) -> None:
        prices[shop] = await price(shop)

    async with trio.open_nursery() as nursery:
        for shop in "baker", "ironmonger":
            nursery.start_soon(ask, shop)
    print(prices)  # the block is over, so all of them are there


if __name__ == "__main__":
    trio.run(main)
# end
