import trio

from plainlog import log


async def count() -> int:
    x = 0

    async def increment() -> None:
        nonlocal x
        await trio.lowlevel.checkpoint()  # The others run here,
        x = x + 1  # but nothing comes between the read and the write of this.

    async with trio.open_nursery() as nursery:
        for _ in range(1000):
            nursery.start_soon(increment)
    return x


async def main() -> None:
    log.info("no update is lost", total=await count())


if __name__ == "__main__":
    trio.run(main)
