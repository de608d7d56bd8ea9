import trio

from plainlog import log
from trio_patterns import RWLock

lock = RWLock()


async def total() -> int:
    async with lock.read_locked():  # [3]
        return 42


async def write() -> None:  # [2:3]
    async with lock.write_locked():
        log.info("written")


async def main() -> None:
    async with trio.open_nursery() as nursery, lock.read_locked():  # [1]
        nursery.start_soon(write)  # [2]
        await trio.sleep(0.02)  # The writer is waiting by now.
        try:
            log.info("looked twice", total=await total())  # [4:3]
        except RuntimeError as error:
            log.error("an error occurred", error=error)


if __name__ == "__main__":
    trio.run(main)
