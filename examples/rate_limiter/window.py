from collections import deque

import trio

from plainlog import log


class Window:
    """Lets so many through in any span of this length."""

    def __init__(self, limit: int, span: float) -> None:
        self._limit = limit
        self._span = span
        self._times: deque[float] = deque()  # [1]

    def allow(self) -> bool:
        now = trio.current_time()
        while self._times and now - self._times[0] >= self._span:  # [2:2]
            self._times.popleft()
        if len(self._times) == self._limit:  # [3]
            return False
        self._times.append(now)
        return True


async def main() -> None:
    window = Window(limit=2, span=0.1)
    for request in range(1, 7):
        log.info("request", number=request, allowed=window.allow())  # [4]
        await trio.sleep(0.04)


if __name__ == "__main__":
    trio.run(main)
