import trio

from plainlog import log


async def work(limit: trio.CapacityLimiter) -> None:
    async with limit:  # [2]
        log.info("begun", at_work=limit.borrowed_tokens)
        await trio.sleep(0.02)
        log.info("done")


async def main() -> None:
    limit = trio.CapacityLimiter(1)
    async with trio.open_nursery() as nursery:
        for _ in range(5):
            nursery.start_soon(work, limit)
            await trio.sleep(0.001)

        log.info("two at once")  # [3:2]
        limit.total_tokens = 2  # [1]
        await trio.sleep(0.017)
        log.info("one at once")  # [4:2]
        limit.total_tokens = 1  # [1]


if __name__ == "__main__":
    trio.run(main)
