import trio

from plainlog import log


class Bucket:
    """Holds a few tokens, and gets a new one every so often while it has room."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._tokens = trio.Semaphore(size, max_value=size)  # [1]

    async def fill(self, period: float) -> None:  # [2:8]
        start = trio.current_time()
        ticks = 0
        while True:
            ticks += 1
            await trio.sleep_until(start + ticks * period)
            if self._tokens.value < self._size:
                self._tokens.release()

    async def take(self) -> None:  # [3:2]
        await self._tokens.acquire()


async def main() -> None:
    bucket = Bucket(3)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(bucket.fill, 0.02)  # [2]
        for request in range(5):
            await bucket.take()  # [4]
            log.info("sending", request=request)
        await trio.sleep(0.045)
        log.info("after a pause")
        for request in range(3):
            await bucket.take()  # [4]
            log.info("sending", request=request)
        nursery.cancel_scope.cancel(reason="all requests are sent")  # [5]


if __name__ == "__main__":
    trio.run(main)
