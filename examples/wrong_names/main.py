import trio

from plainlog import log
from trio_patterns import RWLock


async def main() -> None:
    lock = RWLock()
    prices: dict[str, int] = {}

    async with lock.write_locked():
        prices["apples"] = 3

    async with lock.read_locked():
        log.info("read", apples=prices["apples"])


if __name__ == "__main__":
    trio.run(main)
