import trio

from plainlog import log


async def main() -> None:
    total = 0  # [1]

    async def count() -> None:
        nonlocal total
        await trio.lowlevel.checkpoint()
        total += 1  # [2]

    async with trio.open_nursery() as nursery:
        for _ in range(1000):
            nursery.start_soon(count)
    log.info("counted", total=total)  # [3]


if __name__ == "__main__":
    trio.run(main)
