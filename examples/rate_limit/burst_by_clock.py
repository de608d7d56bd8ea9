import trio

from plainlog import log


class Bucket:
    """A bucket that nobody fills: what is in it follows from the clock.

    `_full_at` is the time at which it will be full if nobody takes anything more. So
    there is no task to start and none to stop.
    """

    def __init__(self, size: int, period: float) -> None:
        self._size = size
        self._period = period
        self._full_at = trio.current_time()  # [1:2]
        self._turn = trio.Lock()  # Fair: first come, first served.

    async def take(self) -> None:  # [3:4]
        async with self._turn:
            await trio.sleep_until(self._full_at - (self._size - 1) * self._period)
            self._full_at = max(self._full_at, trio.current_time()) + self._period


async def main() -> None:
    bucket = Bucket(3, 0.02)
    for request in range(5):
        await bucket.take()  # [4]
        log.info("sending", request=request)
    await trio.sleep(0.045)
    log.info("after a pause")
    for request in range(3):
        await bucket.take()  # [4]
        log.info("sending", request=request)


if __name__ == "__main__":
    trio.run(main)
