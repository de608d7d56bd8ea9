import trio

from plainlog import log
from race_detector.main import Account, deposit, withdraw
from trio_patterns.testing import LostUpdateError, watch


async def main() -> None:
    account = watch(Account(balance=100))  # [4]
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(deposit, account, 50)  # [5:2]
            nursery.start_soon(withdraw, account, 30)
    except* LostUpdateError as group:
        for error in group.exceptions:
            assert isinstance(error, LostUpdateError)
            log.error("a lost update", what=error.what)
            log.error("read", by=error.read.task, line=error.read.line)  # [6:3]
            log.error("then written", by=error.lost.task, line=error.lost.line)
            log.error("to be overwritten", by=error.write.task, line=error.write.line)
    log.info("in the end", balance=account.balance)  # [7]


if __name__ == "__main__":
    trio.run(main)
