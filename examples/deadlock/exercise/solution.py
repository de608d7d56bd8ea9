from dataclasses import dataclass, field

import trio

from plainlog import log


@dataclass
class Account:
    name: str
    money: int
    lock: trio.Lock = field(default_factory=trio.Lock)


async def inspect(account: Account) -> None:
    """Look whether all is in order with an account. It takes a while."""
    await trio.sleep(0.01)


async def transfer(source: Account, target: Account, amount: int) -> None:
    # In one order, so that nobody who holds the later lock waits for the earlier one.
    first, second = sorted([source, target], key=lambda account: account.name)
    async with first.lock:
        await inspect(source)
        async with second.lock:
            source.money -= amount
            target.money += amount
            log.info("transferred", amount=amount)


async def main() -> None:
    alice, bob = Account("Alice", 100), Account("Bob", 100)
    log.info("two transfers, in opposite directions")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(transfer, alice, bob, 10)
        nursery.start_soon(transfer, bob, alice, 30)
    log.info("done", alice=alice.money, bob=bob.money)


if __name__ == "__main__":
    trio.run(main)
