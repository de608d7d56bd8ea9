import trio

from plainlog import log
from trio_patterns import first_success


async def find() -> bool:  # [1:3]
    await trio.lowlevel.checkpoint()
    return True


async def main() -> None:
    for _ in range(1_000):  # [3]
        await first_success(find, find)  # [2]
    log.info("got all results")


if __name__ == "__main__":
    trio.run(main)
