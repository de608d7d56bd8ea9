import trio

from plainlog import log
from trio_patterns import RWLock


async def main() -> None:
    lock = RWLock()  # [1]
    prices: dict[str, int] = {}

    async with lock.write_locked():  # [2:2]
        prices["apples"] = 3

    async with lock.read_locked():  # [3:2]
        log.info("read", apples=prices["apples"])


if __name__ == "__main__":
    trio.run(main)
