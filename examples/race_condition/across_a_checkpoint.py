import trio

from plainlog import log


async def count() -> int:
    x = 0

    async def increment() -> None:
        nonlocal x
        before = x  # [2:3]
        await trio.lowlevel.checkpoint()  # As any `await` may: the others run here.
        x = before + 1

    async with trio.open_nursery() as nursery:
        for _ in range(1000):  # [1:2]
            nursery.start_soon(increment)
    return x


async def main() -> None:
    log.info("updates are lost", total=await count())  # [3]


if __name__ == "__main__":
    trio.run(main)
