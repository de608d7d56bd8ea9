import trio

from plainlog import log
from rate_limiter.main import Limiter


async def hurry(limiter: Limiter) -> None:
    with trio.move_on_after(0.1):  # [2:2]
        await limiter.acquire()


async def main() -> None:
    limiter = Limiter(1, 1)  # [1]
    await limiter.acquire()
    log.info("the first has its token")

    async with trio.open_nursery() as nursery:
        for _ in range(5):  # [2:3]
            nursery.start_soon(hurry, limiter)
            await trio.sleep(0.01)
    log.info("all five have given up")  # [3]

    await limiter.acquire()  # [4:2]
    log.info("the next has its token")


if __name__ == "__main__":
    trio.run(main)
