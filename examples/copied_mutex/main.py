import trio

from plainlog import log


class Counter:
    def __init__(self) -> None:
        self._lock = trio.Lock()
        self.total = 0

    async def increment(self) -> None:  # [2:3]
        async with self._lock:
            self.total += 1


def new_counter() -> Counter:  # [1:3]
    counter = Counter()
    return counter  # noqa: RET504  beside Go's, which is copied here


async def main() -> None:
    counter = new_counter()
    async with trio.open_nursery() as nursery:
        for _ in range(1_000):
            nursery.start_soon(counter.increment)
    log.info("counted", total=counter.total)  # [3]


if __name__ == "__main__":
    trio.run(main)
