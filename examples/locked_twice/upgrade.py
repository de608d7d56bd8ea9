import trio

from plainlog import log
from trio_patterns import RWLock


async def main() -> None:
    lock = RWLock()
    prices: dict[str, int] = {}
    try:
        async with lock.read_locked():  # [1]
            if "apples" not in prices:
                async with lock.write_locked():  # [2]
                    prices["apples"] = 3
    except RuntimeError as error:
        log.error("an error occurred", error=error)

    # Leave, come back to write, and look again: another may have been faster.
    async with lock.write_locked():  # [3:2]
        prices.setdefault("apples", 3)
    log.info("stored", apples=prices["apples"])


if __name__ == "__main__":
    trio.run(main)
