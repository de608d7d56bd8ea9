"""A waiting writer that is cancelled leaves the readers behind it asleep: tricycle."""

# attrs gives the lock's argument its default, which pyright can't see.
# pyright: reportCallIssue=false

from __future__ import annotations

import tricycle
import trio
from trio.testing import wait_all_tasks_blocked

from trio_patterns.testing import DeadlockError, cancel_everywhere, explore


# show
async def readers_and_a_writer() -> None:
    lock = tricycle.RWLock()
    second_is_in = trio.Event()

    async def first_reader() -> None:
        async with lock.read_locked():
            await second_is_in.wait()

    async def second_reader() -> None:
        async with lock.read_locked():
            second_is_in.set()

    async def impatient_writer() -> None:
        with trio.move_on_after(1):
            await lock.acquire(for_write=True)

    async with trio.open_nursery() as nursery:
        for task in first_reader, impatient_writer, second_reader:
            nursery.start_soon(task)
            await wait_all_tasks_blocked()


def main() -> None:
    try:
        explore(readers_and_a_writer, schedules=1, seed=-1)
    except DeadlockError as error:
        for task in error.tasks:
            print(f"{task.name} waits for {task.waits_for}")
    try:
        cancel_everywhere(readers_and_a_writer, seed=0)
    except DeadlockError:
        print("cancel_everywhere finds it, too")


# end


if __name__ == "__main__":
    main()
