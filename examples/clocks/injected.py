"""A session that expires. No clock is handed in: a test runs on one of its own."""

import trio
from trio.testing import MockClock

from plainlog import log


class Session:
    def __init__(self, lasts: float) -> None:  # [1]
        self._expires = trio.current_time() + lasts  # [2]

    def valid(self) -> bool:
        return trio.current_time() < self._expires  # [2]


async def test_session() -> None:
    session = Session(lasts=60)
    await trio.sleep(59)  # [4]
    log.info("after 59 s", valid=session.valid())
    await trio.sleep(1)  # [4]
    log.info("after 60 s", valid=session.valid())


def run_tests() -> None:
    trio.run(test_session, clock=MockClock(autojump_threshold=0))  # [3]


async def main() -> None:
    # pytest runs outside of any run; in one, a run needs a thread of its own.
    await trio.to_thread.run_sync(run_tests)
    print("PASS")


if __name__ == "__main__":
    trio.run(main)
