from collections.abc import Awaitable, Callable
from typing import TypeVar

import trio

from plainlog import log

ATTEMPTS = 4
FIRST = 0.1  # The first pause.
LONGEST = 1.0
EACH = 0.2  # What one try may take.

T = TypeVar("T")


class WrongPasswordError(Exception):
    pass


async def retry(async_fn: Callable[[], Awaitable[T]], jitter: Callable[[], float]) -> T:
    pause, attempt = FIRST, 1
    while True:  # [1]
        try:
            with trio.fail_after(EACH):  # [2:2]
                return await async_fn()
        except (OSError, trio.TooSlowError):  # [3]
            if attempt == ATTEMPTS:  # [4:2]
                raise
            log.info("it failed", attempt=attempt)

        await trio.sleep(pause * jitter())  # [5]
        pause, attempt = min(2 * pause, LONGEST), attempt + 1  # [1] [6]


class Server:
    def __init__(self) -> None:
        self.calls = 0

    async def call(self) -> None:
        """Is refused, hangs, is refused again, and succeeds."""
        self.calls += 1
        log.info("calling", call=self.calls)
        if self.calls in (1, 3):
            raise ConnectionRefusedError
        if self.calls == 2:
            await trio.sleep_forever()  # [2]


async def log_in() -> None:
    raise WrongPasswordError("wrong password")


async def busy() -> None:
    raise ConnectionRefusedError


async def main() -> None:
    rolls = iter([0.75, 1.25, 1, 1])  # Truly random: random.uniform(0.5, 1.5).
    jitter = rolls.__next__  # [5]

    server = Server()
    await retry(server.call, jitter)
    log.info("it worked")

    try:
        await retry(log_in, jitter)
    except WrongPasswordError as error:
        log.info("not tried again", why=error)  # [3]

    with trio.move_on_after(0.05) as scope:  # [7:4]
        await retry(busy, jitter)
    if scope.cancelled_caught:
        log.info("given up")


if __name__ == "__main__":
    trio.run(main)
