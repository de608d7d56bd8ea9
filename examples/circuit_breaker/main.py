from collections.abc import Awaitable, Callable
from typing import TypeVar

import trio

from plainlog import log

MOST = 3  # So many failures in a row open it,
PAUSE = 0.05  # for so long.

T = TypeVar("T")


class BreakerOpenError(Exception):
    pass


class Breaker:
    """Refuses calls to a server that has failed too often."""

    def __init__(self) -> None:
        self._failures = 0  # [1:3]
        self._until = 0.0
        self._trying = False

    async def call(self, async_fn: Callable[[], Awaitable[T]]) -> T:
        """Make a call, or refuse it."""
        trial = self._failures >= MOST  # [2:3]
        if trial and (self._trying or trio.current_time() < self._until):
            raise BreakerOpenError("the breaker is open")
        if trial:
            self._trying = True  # [3]
        try:
            result = await async_fn()
        except BaseException:  # [5:5]
            self._failures += 1
            if self._failures >= MOST:
                self._until = trio.current_time() + PAUSE
            raise
        finally:
            if trial:
                self._trying = False  # [3]
        self._failures = 0  # [4]
        return result


class Server:
    """Is down, then slow, then well."""

    def __init__(self) -> None:
        self._calls = 0

    async def ask(self) -> None:
        self._calls += 1
        log.info("asked", call=self._calls)
        if self._calls <= 3:
            raise ConnectionError("the server is down")
        if self._calls == 4:
            await trio.sleep(1)


async def main() -> None:
    server, breaker = Server(), Breaker()

    async def ask(patience: float) -> None:
        with trio.move_on_after(patience) as scope:
            try:
                await breaker.call(server.ask)
                log.info("answered")
            except (ConnectionError, BreakerOpenError) as error:
                log.info("failed", why=error)
        if scope.cancelled_caught:
            log.info("given up")  # [6]

    for _ in range(4):
        await ask(1)
    await trio.sleep(PAUSE)
    await ask(0.01)  # [6]
    await ask(1)
    await trio.sleep(PAUSE)
    await ask(1)
    await ask(1)


if __name__ == "__main__":
    trio.run(main)
