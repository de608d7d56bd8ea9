import trio

from plainlog import log
from trio_patterns import first_success


async def find() -> bool:
    await trio.lowlevel.checkpoint()
    return True


async def main() -> None:
    for _ in range(1_000):
        await first_success(find, find)
    log.info("got all results")


if __name__ == "__main__":
    trio.run(main)
