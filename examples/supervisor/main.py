from collections.abc import Awaitable, Callable

import trio

from plainlog import log

Beat = Callable[[], None]


async def watched(work: Callable[[Beat], Awaitable[None]], patience: float) -> None:
    """Cancel work that has not beaten for so long."""
    with trio.fail_after(patience) as watchdog:  # [1]

        def beat() -> None:  # [2:2]
            watchdog.deadline = trio.current_time() + patience

        await work(beat)  # [4]


async def count(beat: Beat) -> None:  # [5:9]
    for number, pause in enumerate([0.01, 0.02, 0.01, 0.1]):
        try:
            await trio.sleep(pause)
        except trio.Cancelled:
            log.info("cut short", round=number)
            raise
        log.info("beat", round=number)
        beat()


async def main() -> None:
    try:
        await watched(count, 0.03)
    except trio.TooSlowError:  # [3:2]
        log.info("the watchdog has bitten")


if __name__ == "__main__":
    trio.run(main)
