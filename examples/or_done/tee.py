import trio

from plainlog import log
from trio_patterns import broadcast


async def main() -> None:
    total, product = 0, 1

    async def add(values: trio.MemoryReceiveChannel[int]) -> None:  # [3:4]
        nonlocal total
        async for value in values:
            total += value + 1

    async def multiply(values: trio.MemoryReceiveChannel[int]) -> None:  # [3:4]
        nonlocal product
        async for value in values:
            product *= value + 1

    async with (
        broadcast(range(3), copies=2) as (left, right),  # [1]
        trio.open_nursery() as nursery,
    ):
        nursery.start_soon(add, left)  # [2:2]
        nursery.start_soon(multiply, right)
    log.info("both have read all", sum=total, product=product)


if __name__ == "__main__":
    trio.run(main)
