"""A scheduler with a task for each job."""

from datetime import UTC, datetime, timedelta

import trio

from plainlog import log
from scheduler.main import Now, in_trio


class Scheduler:
    def __init__(self, nursery: trio.Nursery, now: Now) -> None:
        self._nursery = nursery
        self._now = now
        self._scopes: dict[str, trio.CancelScope] = {}  # [1]

    def add(self, name: str, at: datetime) -> None:  # [2:10]
        self.remove(name)  # A name has one job.
        self._scopes[name] = trio.CancelScope()
        deadline = in_trio(at, self._now())
        self._nursery.start_soon(self._run, name, deadline, self._scopes[name])

    async def _run(self, name: str, deadline: float, scope: trio.CancelScope) -> None:
        with scope:
            await trio.sleep_until(deadline)
            del self._scopes[name]
            log.info("run", job=name)  # [3]

    def remove(self, name: str) -> None:  # [4:4]
        """Leaves out a job that has not begun. One that has begun goes on."""
        if scope := self._scopes.pop(name, None):
            scope.cancel(reason="the job was removed")


async def main() -> None:
    morning = datetime(2000, 1, 1, tzinfo=UTC)
    began = trio.current_time()

    def now() -> datetime:
        """A wall clock that follows Trio's, as a test wants it."""
        return morning + timedelta(seconds=trio.current_time() - began)

    async with trio.open_nursery() as nursery:  # [5]
        scheduler = Scheduler(nursery, now)
        scheduler.add("report", morning + timedelta(milliseconds=30))
        scheduler.add("backup", morning + timedelta(milliseconds=40))
        await trio.sleep(0.005)
        scheduler.add("mail", morning + timedelta(milliseconds=10))
        await trio.sleep(0.02)
        scheduler.remove("report")
    log.info("all jobs have run")


if __name__ == "__main__":
    trio.run(main)
