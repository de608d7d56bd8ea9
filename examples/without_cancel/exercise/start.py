import trio

from plainlog import log


async def save(takes: float) -> None:
    log.info("saving")
    await trio.sleep(takes)
    log.info("saved")


async def handle(saving: float) -> None:
    try:
        await trio.sleep_forever()
    finally:
        log.info("the request is cancelled")
        await save(saving)


async def main() -> None:
    for saving in 0.02, 0.08:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(handle, saving)
            await trio.sleep(0.01)
            nursery.cancel_scope.cancel(reason="nobody wants the answer")


if __name__ == "__main__":
    trio.run(main)
