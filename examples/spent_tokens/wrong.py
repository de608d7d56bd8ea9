import trio

from plainlog import log


class Bucket:
    def __init__(self, size: int, period: float) -> None:
        self._size = size
        self._period = period
        self._full_at = trio.current_time()

    async def take(self) -> None:
        now = trio.current_time()
        self._full_at = max(self._full_at, now) + self._period  # [1]
        await trio.sleep_until(self._full_at - self._size * self._period)  # [2]


async def main() -> None:
    bucket = Bucket(1, 1)
    await bucket.take()
    log.info("the first has its token")

    for _ in range(5):
        with trio.move_on_after(0.1):  # [3:2]
            await bucket.take()
    log.info("five have given up")

    await bucket.take()  # [4:2]
    log.info("the next has its token")


if __name__ == "__main__":
    trio.run(main)
