import trio

from plainlog import log
from trio_patterns import Ticker


class Meter:
    """Counts requests, and knows their rate: an average that forgets slowly."""

    def __init__(self) -> None:
        self._fresh = 0  # [1:2]
        self.rate = 0.0

    def mark(self) -> None:
        self._fresh += 1

    def _tick(self) -> None:
        count, self._fresh = self._fresh, 0  # [2]
        self.rate += (count - self.rate) / 2  # [3]

    async def run(self) -> None:
        async for _ in Ticker(0.01):  # [4]
            self._tick()


async def main() -> None:
    meter = Meter()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(meter.run)

        await trio.sleep(0.005)
        for requests in (7, 7, 0):
            for _ in range(requests):
                meter.mark()
            await trio.sleep(0.01)
            log.info("rate", average=meter.rate)
        nursery.cancel_scope.cancel(reason="nobody counts any more")


if __name__ == "__main__":
    trio.run(main)
