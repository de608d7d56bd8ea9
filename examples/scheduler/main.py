"""A scheduler: jobs at times of the day, added and removed while it sleeps."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import trio

from plainlog import log

Now = Callable[[], datetime]  # The wall clock, such as `lambda: datetime.now(UTC)`.


class Scheduler:  # [1:15]
    """Plain methods change it, whoever calls; its task only sleeps and runs."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._jobs: dict[str, datetime] = {}
        self._changed = trio.Event()

    def add(self, name: str, at: datetime) -> None:
        self._jobs[name] = at
        self._changed.set()

    def remove(self, name: str) -> None:
        self._jobs.pop(name, None)
        self._changed.set()

    async def run(self) -> None:
        while True:
            self._changed = trio.Event()
            name, deadline = self._earliest()
            with trio.move_on_at(deadline):  # [2:3]
                await self._changed.wait()
                continue
            del self._jobs[name]  # [3:2]
            log.info("run", job=name)

    def _earliest(self) -> tuple[str, float]:  # [5:6]
        """The next job, and its time on Trio's clock: never, if there is none."""
        if not self._jobs:
            return "", math.inf
        name = min(self._jobs, key=self._jobs.__getitem__)
        return name, in_trio(self._jobs[name], self._now())


def in_trio(at: datetime, now: datetime) -> float:  # [6:2]
    return trio.current_time() + (at - now).total_seconds()


async def main() -> None:
    morning = datetime(2000, 1, 1, tzinfo=UTC)
    began = trio.current_time()

    def now() -> datetime:
        """A wall clock that follows Trio's, as a test wants it."""
        return morning + timedelta(seconds=trio.current_time() - began)

    scheduler = Scheduler(now)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(scheduler.run)
        scheduler.add("report", morning + timedelta(milliseconds=30))
        scheduler.add("backup", morning + timedelta(milliseconds=40))
        await trio.sleep(0.005)
        scheduler.add("mail", morning + timedelta(milliseconds=10))
        await trio.sleep(0.02)
        scheduler.remove("report")
        await trio.sleep(0.025)
        nursery.cancel_scope.cancel(reason="the day is over")  # [4]
    log.info("stopped")


if __name__ == "__main__":
    trio.run(main)
