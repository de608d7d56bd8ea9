"""Two tests on a mock clock, where time goes on when all tasks wait.

They would stand in a file `test_*.py`; here `main` plays the part of pytest.
"""

from __future__ import annotations

import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from plainlog import log


async def test_deadline() -> None:
    """A day passes in no time, to the digit."""
    start = trio.current_time()
    with trio.move_on_after(24 * 60 * 60):  # [2:2]
        await trio.sleep_forever()
    log.info("gave up", hours=f"{(trio.current_time() - start) / 3600:g}")


async def test_progress() -> None:
    """`wait_all_tasks_blocked` returns when all others have come as far as they can."""
    steps = 0

    async def step() -> None:  # [3:5]
        nonlocal steps
        steps += 1
        await trio.sleep(1)
        steps += 1

    async with trio.open_nursery() as nursery:
        nursery.start_soon(step)  # [3]
        await wait_all_tasks_blocked()  # [4]
        log.info("all wait", steps=steps)
        await trio.sleep(1)
        await wait_all_tasks_blocked()  # [4]
        log.info("all wait", steps=steps)


def run_tests() -> None:
    for test in (test_deadline, test_progress):
        trio.run(test, clock=MockClock(autojump_threshold=0))  # [1]


async def main() -> None:
    # pytest runs outside of any run; in one, a run needs a thread of its own.
    await trio.to_thread.run_sync(run_tests)
    print("PASS")


if __name__ == "__main__":
    trio.run(main)
