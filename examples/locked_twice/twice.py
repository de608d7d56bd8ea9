import trio

from plainlog import log


class Account:
    def __init__(self, amount: int) -> None:
        self._lock = trio.Lock()
        self._balance = amount

    async def balance(self) -> int:
        async with self._lock:  # [1]
            return self._balance

    async def withdraw(self, amount: int) -> None:
        async with self._lock:  # [2]
            if await self.balance() >= amount:  # Which locks it, too.  # [3]
                self._balance -= amount


async def main() -> None:
    account = Account(100)
    try:
        await account.withdraw(30)
    except RuntimeError as error:
        log.error("an error occurred", error=error)
    log.info("nothing hangs", balance=await account.balance())  # [4]


if __name__ == "__main__":
    trio.run(main)
