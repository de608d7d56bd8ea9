import random
from dataclasses import dataclass, field

import trio

from plainlog import log


@dataclass
class Account:
    money: int
    lock: trio.Lock = field(default_factory=trio.Lock)


async def transfer(source: Account, target: Account, amount: int) -> None:
    """Take the second lock only if that is free.

    If it is not, the first goes back, and all starts anew a little later.
    """
    while True:  # [4:6]
        if await try_transfer(source, target, amount):
            log.info("transferred", amount=amount)
            return
        # By chance, or two of them could give up in step for ever.
        await trio.sleep(random.uniform(0, 0.01))  # noqa: S311  no secret in it


async def try_transfer(source: Account, target: Account, amount: int) -> bool:
    async with source.lock:  # [1]
        await trio.sleep(0.01)
        try:  # [2:4]
            target.lock.acquire_nowait()
        except trio.WouldBlock:
            return False
        try:
            source.money -= amount
            target.money += amount
        finally:  # [3:2]
            target.lock.release()
    return True


async def main() -> None:
    alice, bob = Account(100), Account(100)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(transfer, alice, bob, 10)
        nursery.start_soon(transfer, bob, alice, 30)
    log.info("in the end", alice=alice.money, bob=bob.money)


if __name__ == "__main__":
    trio.run(main)
