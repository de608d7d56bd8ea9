import trio

from plainlog import log


async def save(takes: float) -> None:
    log.info("saving")
    await trio.sleep(takes)
    log.info("saved")


async def handle(saving: float) -> None:
    try:
        await trio.sleep_forever()  # [1]
    finally:
        log.info("the request is cancelled")
        # What has begun is brought to an end, though not at any price.
        with trio.move_on_after(0.05, shield=True) as scope:  # [2:2]
            await save(saving)
        if scope.cancelled_caught:  # [3:2]
            log.info("not saved in time")


async def main() -> None:
    for saving in 0.02, 0.08:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(handle, saving)
            await trio.sleep(0.01)
            nursery.cancel_scope.cancel(reason="nobody wants the answer")  # [4]


if __name__ == "__main__":
    trio.run(main)
