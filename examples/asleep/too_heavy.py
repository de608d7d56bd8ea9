import trio

from plainlog import log
from trio_patterns import WeightedSemaphore


async def main() -> None:
    semaphore = WeightedSemaphore(30)  # [1]
    try:
        await semaphore.acquire(31)  # [2]
    except ValueError as error:  # [3:2]
        log.error("failed to acquire", error=error)


if __name__ == "__main__":
    trio.run(main)
