import trio

from plainlog import log


async def ring(bell: trio.Event) -> None:
    for _ in range(2):
        await trio.sleep(0.01)
        bell.set()  # [2]


async def main() -> None:
    bell = trio.Event()  # [1]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(ring, bell)
        for number in range(1, 3):
            await bell.wait()  # [3]
            log.info("the bell", number=number)
            bell.clear()  # [4]


if __name__ == "__main__":
    trio.run(main)
