from dataclasses import dataclass

import trio

from plainlog import log


@dataclass
class Account:
    balance: int


async def deposit(account: Account, amount: int) -> None:
    before = account.balance
    await trio.sleep(0.01)  # Asks the bank.
    account.balance = before + amount  # [2]


async def withdraw(account: Account, amount: int) -> None:
    before = account.balance  # [1]
    await trio.sleep(0.02)
    account.balance = before - amount  # What came in meanwhile is gone.  # [3]


async def main() -> None:
    account = Account(balance=100)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(deposit, account, 50)
        nursery.start_soon(withdraw, account, 30)
    log.info("in the end", balance=account.balance)


if __name__ == "__main__":
    trio.run(main)
