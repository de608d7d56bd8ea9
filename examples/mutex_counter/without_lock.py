import trio

from plainlog import log


class Counter:
    def __init__(self) -> None:
        self.total = 0

    def increment(self) -> None:  # [2:3]
        # A plain function: no other task can run before it returns.
        self.total += 1


async def main() -> None:
    counter = Counter()

    async def caller() -> None:
        await trio.lowlevel.checkpoint()
        counter.increment()

    async with trio.open_nursery() as nursery:  # [3:3]
        for _ in range(1000):
            nursery.start_soon(caller)
    log.info("counted", total=counter.total)


if __name__ == "__main__":
    trio.run(main)
