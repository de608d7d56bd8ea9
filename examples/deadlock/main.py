from dataclasses import dataclass, field

import trio

from plainlog import log
from trio_patterns.testing import deadlock_detector


@dataclass
class Account:
    money: int
    lock: trio.Lock = field(default_factory=trio.Lock)


async def transfer(source: Account, target: Account, amount: int) -> None:
    async with source.lock:  # [1]
        await trio.sleep(0.01)  # [2:2]
        async with target.lock:  # Each has what the other waits for.
            source.money -= amount
            target.money += amount
            log.info("transferred", amount=amount)


async def main() -> None:
    alice, bob = Account(100), Account(100)
    async with deadlock_detector():  # [4]
        log.info("two transfers, in opposite directions")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(transfer, alice, bob, 10)  # [3:2]
            nursery.start_soon(transfer, bob, alice, 30)
        log.info("done")  # Never comes.


if __name__ == "__main__":
    trio.run(main)
