from dataclasses import dataclass

import trio

from plainlog import log


@dataclass
class Account:
    money: int


class Bank:
    """Has one lock for all its accounts: who has it needs no other."""

    def __init__(self) -> None:
        self._lock = trio.Lock()  # [1]

    async def transfer(self, source: Account, target: Account, amount: int) -> None:
        async with self._lock:  # [2]
            source.money -= amount
            await trio.sleep(0.01)  # [3]
            target.money += amount
            log.info("transferred", amount=amount)


async def main() -> None:
    bank = Bank()
    alice, bob = Account(100), Account(100)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(bank.transfer, alice, bob, 10)
        nursery.start_soon(bank.transfer, bob, alice, 30)
    log.info("in the end", alice=alice.money, bob=bob.money)


if __name__ == "__main__":
    trio.run(main)
