"""Jobs that come again and again, each in a task, and a stop that waits for them."""

from dataclasses import dataclass, field

import trio

from plainlog import log


@dataclass
class Job:
    name: str
    period: float
    takes: float
    turn: trio.Lock = field(default_factory=trio.Lock)
    next: float = 0

    async def run(self) -> None:
        try:
            self.turn.acquire_nowait()  # [3]
        except trio.WouldBlock:
            log.info("left out: it still runs", job=self.name)
            return
        try:
            log.info("begun", job=self.name)
            await trio.sleep(self.takes)
            log.info("done", job=self.name)
        finally:
            self.turn.release()


class Scheduler:
    def __init__(self, jobs: list[Job]) -> None:
        self._jobs = jobs
        self._begin = trio.CancelScope()

    def stop(self) -> None:
        self._begin.cancel(reason="no more jobs")  # [4]

    async def run(self) -> None:
        """Returns after a stop, when all jobs that had begun are done."""
        for job in self._jobs:
            job.next = trio.current_time() + job.period
        async with trio.open_nursery() as running:  # [5]
            with self._begin:  # [4]
                while True:
                    job = min(self._jobs, key=lambda job: job.next)
                    await trio.sleep_until(job.next)  # [1]
                    job.next += job.period
                    running.start_soon(job.run)  # [2]


async def main() -> None:
    scheduler = Scheduler([Job("mail", 0.02, 0.002), Job("backup", 0.028, 0.045)])
    async with trio.open_nursery() as nursery:
        nursery.start_soon(scheduler.run)
        await trio.sleep(0.07)
        log.info("stop")
        scheduler.stop()  # [4]
    log.info("all that had begun is done")


if __name__ == "__main__":
    trio.run(main)
