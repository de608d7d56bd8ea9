import trio

from plainlog import log
from trio_patterns import RateLimiter


def is_allowed(limiter: RateLimiter) -> bool:  # [3:6]
    try:
        limiter.acquire_nowait()
    except trio.WouldBlock:
        return False
    return True


async def main() -> None:
    limiter = RateLimiter(10, burst=3)  # Ten a second, three at once.  # [1]

    for request in range(5):
        await limiter.acquire()  # [2]
        log.info("sending", request=request)

    log.info("one more?", allowed=is_allowed(limiter))  # [3:3]
    await trio.sleep(0.25)
    log.info("and now?", allowed=is_allowed(limiter))

    await limiter.acquire(3)  # [4]
    log.info("sending three")

    try:
        await limiter.acquire(4)  # [5:3]
    except ValueError:
        log.info("never: more than the burst")


if __name__ == "__main__":
    trio.run(main)
