from dataclasses import dataclass, field

import trio

from plainlog import log


@dataclass
class Account:
    number: int
    money: int
    lock: trio.Lock = field(default_factory=trio.Lock)


async def transfer(source: Account, target: Account, amount: int) -> None:
    """Take the locks in the order of the accounts' numbers, whichever way it goes.

    So nobody holds a later lock while waiting for an earlier one.
    """
    first, second = sorted([source, target], key=lambda account: account.number)  # [1]
    async with first.lock:  # [2]
        await trio.sleep(0.01)
        async with second.lock:  # [3]
            source.money -= amount
            target.money += amount
            log.info("transferred", amount=amount)


async def main() -> None:
    alice, bob = Account(1, 100), Account(2, 100)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(transfer, alice, bob, 10)
        nursery.start_soon(transfer, bob, alice, 30)
    log.info("in the end", alice=alice.money, bob=bob.money)


if __name__ == "__main__":
    trio.run(main)
