"""How long did it take, and how much time is left? The test's clock is its own."""

import trio
from trio.testing import MockClock

from plainlog import log


async def work() -> None:
    """Takes an hour and a half, and asks the time."""
    start = trio.current_time()  # [1]
    await trio.sleep(90 * 60)
    log.info("worked", minutes=f"{(trio.current_time() - start) / 60:g}")  # [1]
    left = trio.current_effective_deadline() - trio.current_time()  # [2:2]
    log.info("left", minutes=f"{left / 60:g}")


async def test_work() -> None:
    with trio.fail_after(2 * 60 * 60):  # [2:2]
        await work()


async def main() -> None:
    # pytest runs outside of any run; in one, a run needs a thread of its own.
    await trio.to_thread.run_sync(run_tests)
    print("PASS")


def run_tests() -> None:
    trio.run(test_work, clock=MockClock(autojump_threshold=0))  # [3]


if __name__ == "__main__":
    trio.run(main)
