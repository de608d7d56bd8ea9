import trio

from plainlog import log
from rate_limiter.main import Limiter


async def main() -> None:
    limiter = Limiter(1, 1)  # [1]
    await limiter.acquire()
    log.info("the first has its token")

    for _ in range(5):
        with trio.move_on_after(0.1) as patience:  # [2:4]
            await limiter.acquire()
        if patience.cancelled_caught:
            log.info("gave up")

    await limiter.acquire()  # [3:2]
    log.info("the next has its token")


if __name__ == "__main__":
    trio.run(main)
