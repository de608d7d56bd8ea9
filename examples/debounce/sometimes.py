import math

import trio

from plainlog import log


class Sometimes:
    """Tells when it is time again. What comes too soon is dropped."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._last = -math.inf

    def is_due(self) -> bool:
        now = trio.current_time()
        due = now - self._last >= self._interval
        if due:
            self._last = now
        return due


async def main() -> None:
    sometimes = Sometimes(0.025)  # [1]
    for line in range(8):
        if sometimes.is_due():  # [2:2]
            log.info("still here", line=line)
        await trio.sleep(0.01)


if __name__ == "__main__":
    trio.run(main)
