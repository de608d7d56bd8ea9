import trio

from plainlog import log


class Bucket:
    """Holds a few tokens, and gets a new one every so often while it has room."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._tokens = trio.Semaphore(size, max_value=size)

    async def fill(self, period: float) -> None:
        start = trio.current_time()
        ticks = 0
        while True:
            ticks += 1
            await trio.sleep_until(start + ticks * period)
            if self._tokens.value < self._size:
                self._tokens.release()

    async def take(self) -> None:
        await self._tokens.acquire()


async def main() -> None:
    bucket = Bucket(3)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(bucket.fill, 0.02)
        for request in range(5):
            await bucket.take()
            log.info("sending", request=request)
        await trio.sleep(0.045)
        log.info("after a pause")
        for request in range(3):
            await bucket.take()
            log.info("sending", request=request)
        nursery.cancel_scope.cancel(reason="all requests are sent")


if __name__ == "__main__":
    trio.run(main)
