import trio

from plainlog import log


async def step(number: int) -> None:
    """Look at the time that is left, whoever set the deadline."""
    left = trio.current_effective_deadline() - trio.current_time()  # [3:2]
    log.info("starting", step=number, left=round(left, 9))
    await trio.sleep(0.02)


async def main() -> None:
    noon = trio.current_time() + 0.05
    with trio.move_on_at(noon) as day:  # [1]
        for number in range(3):
            # The nearer deadline counts, here that around the loop.
            with trio.move_on_after(3600):  # [2]
                await step(number)
    if day.cancelled_caught:  # [4:2]
        log.info("it is noon")


if __name__ == "__main__":
    trio.run(main)
