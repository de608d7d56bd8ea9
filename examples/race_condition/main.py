import trio

from plainlog import log


async def count() -> int:
    x = 0

    async def increment() -> None:
        nonlocal x
        x = x + 1  # No `await` in it, so nothing can come between.

    async with trio.open_nursery() as nursery:
        for _ in range(1000):
            nursery.start_soon(increment)
    return x


async def main() -> None:
    log.info("no update is lost", total=await count())


if __name__ == "__main__":
    trio.run(main)
