import trio

from deadlock.main import Account, transfer
from plainlog import log
from trio_patterns.testing import DeadlockError, deadlock_detector


async def main() -> None:
    alice, bob = Account(100), Account(100)
    try:
        async with deadlock_detector():  # [4]
            log.info("two transfers, in opposite directions")
            async with trio.open_nursery() as nursery:
                nursery.start_soon(transfer, alice, bob, 10)  # [3:2]
                nursery.start_soon(transfer, bob, alice, 30)
    except DeadlockError as error:  # [5:5]
        for task in error.tasks:
            log.error("stuck", task=task.name, in_line=task.line)
            holders = ", ".join(task.held_by)
            log.error("waits for", what=task.waits_for, held_by=holders)
    log.info("the program goes on", alice=alice.money, bob=bob.money)  # [5]


if __name__ == "__main__":
    trio.run(main)
