import trio

from plainlog import log


class Account:
    def __init__(self) -> None:
        self._balance = 0  # [1]

    def deposit(self, amount: int) -> int:  # [2:3]
        self._balance += amount
        return self._balance


async def visit(account: Account, name: str, after: float) -> None:
    await trio.sleep(after)
    log.info("deposited", by=name, balance=account.deposit(50))  # [3]


async def main() -> None:
    account = Account()
    async with trio.open_nursery() as nursery:
        for number, name in enumerate(["ann", "bob", "cyd"]):
            nursery.start_soon(visit, account, name, number * 0.01)


if __name__ == "__main__":
    trio.run(main)
