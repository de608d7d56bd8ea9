import trio

from plainlog import log


async def main() -> None:
    total = 0

    async def increment() -> None:
        nonlocal total
        await trio.lowlevel.checkpoint()  # [2]
        total += 1  # Read and written in one step.  # [1]

    async with trio.open_nursery() as nursery:
        for _ in range(1_000):
            nursery.start_soon(increment)
    log.info("counted", total=total)


if __name__ == "__main__":
    trio.run(main)
