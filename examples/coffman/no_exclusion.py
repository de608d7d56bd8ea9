from dataclasses import dataclass

import trio

from plainlog import log


@dataclass
class Account:
    """Needs no lock: nothing happens between a read and a write without `await`."""

    money: int  # [1]


async def transfer(source: Account, target: Account, amount: int) -> None:
    source.money -= amount  # [2]
    await trio.sleep(0.01)  # [3]
    target.money += amount  # [2]
    log.info("transferred", amount=amount)


async def main() -> None:
    alice, bob = Account(100), Account(100)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(transfer, alice, bob, 10)
        nursery.start_soon(transfer, bob, alice, 30)
    log.info("in the end", alice=alice.money, bob=bob.money)


if __name__ == "__main__":
    trio.run(main)
