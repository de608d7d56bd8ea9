import trio

from plainlog import log


class Barrier:
    """Lets nobody through until all have come, round after round."""

    def __init__(self, parties: int) -> None:
        self._parties = parties
        self._waiting = 0
        self._opened = trio.Event()  # [1]

    async def wait(self) -> None:
        opened = self._opened  # [2]
        self._waiting += 1
        if self._waiting == self._parties:  # [3:4]
            self._waiting = 0
            self._opened = trio.Event()
            opened.set()
        await opened.wait()  # [4]


async def walk(barrier: Barrier, name: str, pace: float) -> None:
    for number in range(2):
        await trio.sleep(pace)
        log.info("there", walker=name, round=number)
        await barrier.wait()  # [5]
    log.info("home", walker=name)


async def main() -> None:
    barrier = Barrier(2)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(walk, barrier, "ann", 0.01)
        nursery.start_soon(walk, barrier, "bob", 0.02)


if __name__ == "__main__":
    trio.run(main)
