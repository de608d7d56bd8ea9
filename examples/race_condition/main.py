import trio

from plainlog import log


async def count() -> int:
    x = 0

    async def increment() -> None:
        nonlocal x
        await trio.lowlevel.checkpoint()  # The others run here,  # [1]
        x = x + 1  # but nothing comes between the read and the write of this.  # [2]

    async with trio.open_nursery() as nursery:
        for _ in range(1000):  # [1:2]
            nursery.start_soon(increment)
    return x


async def main() -> None:
    log.info("no update is lost", total=await count())  # [3]


if __name__ == "__main__":
    trio.run(main)
