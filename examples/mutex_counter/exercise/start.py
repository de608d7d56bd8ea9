import trio

from plainlog import log


class Counter:
    def __init__(self) -> None:
        self._lock = trio.Lock()
        self.total = 0

    async def increment(self) -> None:
        async with self._lock:
            self.total += 1


async def main() -> None:
    counter = Counter()
    async with trio.open_nursery() as nursery:
        for _ in range(1000):
            nursery.start_soon(counter.increment)
    log.info("counted", total=counter.total)


if __name__ == "__main__":
    trio.run(main)
