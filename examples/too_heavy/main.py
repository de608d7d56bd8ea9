import trio

from plainlog import log
from weighted_semaphore.spelled_out import Weighted


async def main() -> None:
    semaphore = Weighted(30)  # [1]
    try:  # [3:4]
        await semaphore.acquire(31)
    except ValueError as error:
        log.error("failed to acquire", error=error)


if __name__ == "__main__":
    trio.run(main)
