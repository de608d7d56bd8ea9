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
        self._full_at = trio.current_time()  # [1]

    async def take(self) -> None:  # [3:6]
        now = trio.current_time()
        self._full_at = max(self._full_at, now) + self._period
        # Taken at once, in the order of the callers; it may be a token of the future,
        # and one that is cancelled meanwhile is spent all the same.
        await trio.sleep_until(self._full_at - self._size * self._period)


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
