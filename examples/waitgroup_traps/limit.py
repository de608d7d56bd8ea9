import trio

from plainlog import log


async def job(takes: float) -> None:
    await trio.sleep(takes)
    log.info("done", after=f"{takes * 1000:.0f}ms")


async def main() -> None:
    with trio.move_on_after(0.03) as limit:  # [2]
        async with trio.open_nursery() as jobs:  # [1]
            for takes in (0.01, 0.05):
                jobs.start_soon(job, takes)
    log.info("waited", all=not limit.cancelled_caught)
    await trio.sleep(0.03)  # [3]


if __name__ == "__main__":
    trio.run(main)
