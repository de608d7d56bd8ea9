import trio

from plainlog import log


class Bell:
    """Each ring is an event of its own."""

    def __init__(self) -> None:
        self._next = trio.Event()  # [1]

    def ring(self) -> None:
        self._next.set()  # [2]
        self._next = trio.Event()  # [4]

    async def wait(self) -> None:
        await self._next.wait()  # [3]


async def ring(bell: Bell) -> None:
    for _ in range(2):
        await trio.sleep(0.01)
        bell.ring()


async def main() -> None:
    bell = Bell()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(ring, bell)
        for number in range(1, 3):
            await bell.wait()
            log.info("the bell", number=number)


if __name__ == "__main__":
    trio.run(main)
