import trio

from plainlog import log


class OrderError(Exception):
    """There will be no order."""


async def step(takes: float) -> None:
    with trio.move_on_after(0.03) as scope:  # [1]
        await trio.sleep(takes)
    if scope.cancelled_caught:  # [3:2]
        raise OrderError("the warehouse is too slow")


async def order(*takes: float) -> None:
    with trio.move_on_after(0.05) as scope:  # [2]
        for duration in takes:
            await step(duration)
    if scope.cancelled_caught:  # [3:2]
        raise OrderError("the order takes too long")


async def main() -> None:
    for takes in (0.02, 0.02), (0.04,), (0.025, 0.028):
        try:
            await order(*takes)
        except OrderError as error:
            log.error("no order", error=error)  # [4]
        else:
            log.info("ordered")


if __name__ == "__main__":
    trio.run(main)
