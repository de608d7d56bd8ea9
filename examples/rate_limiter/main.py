import trio

from plainlog import log


class Limiter:
    """Lets through `rate` tokens a second, and up to `burst` at once.

    No task fills it. `_full_at` is when the bucket will be full again, and says all.
    """

    def __init__(self, rate: float, burst: int) -> None:
        self._period = 1 / rate
        self._burst = burst
        self._full_at = trio.current_time()
        self._turn = trio.Lock()

    async def acquire(self, tokens: int = 1) -> None:  # [2:7]
        self._check(tokens)
        async with self._turn:  # In the order of arrival.
            at = max(trio.current_time(), self._enough_at(tokens))
            await trio.sleep_until(at)
            # Taken after the sleep: whoever is cancelled before has taken nothing.
            self._take(at, tokens)

    def acquire_nowait(self, tokens: int = 1) -> None:  # [3:6]
        self._check(tokens)
        now = trio.current_time()
        if self._turn.locked() or now < self._enough_at(tokens):
            raise trio.WouldBlock
        self._take(now, tokens)

    def _enough_at(self, tokens: int) -> float:
        return self._full_at - (self._burst - tokens) * self._period

    def _take(self, at: float, tokens: int) -> None:
        self._full_at = max(self._full_at, at) + tokens * self._period

    def _check(self, tokens: int) -> None:  # [5:3]
        if tokens > self._burst:
            raise ValueError(f"{tokens} tokens are more than a burst of {self._burst}")


def is_allowed(limiter: Limiter) -> bool:  # [3:6]
    try:
        limiter.acquire_nowait()
    except trio.WouldBlock:
        return False
    return True


async def main() -> None:
    limiter = Limiter(10, 3)  # Ten a second, three at once.  # [1]

    for request in range(5):
        await limiter.acquire()  # [2]
        log.info("sending", request=request)

    log.info("one more?", allowed=is_allowed(limiter))  # [3:3]
    await trio.sleep(0.25)
    log.info("and now?", allowed=is_allowed(limiter))

    await limiter.acquire(3)  # [4]
    log.info("sending three")

    try:
        await limiter.acquire(4)  # [5:3]
    except ValueError:
        log.info("never: more than the burst")


if __name__ == "__main__":
    trio.run(main)
