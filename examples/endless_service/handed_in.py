import trio

from plainlog import log


async def heartbeat() -> None:  # [1:4]
    while True:
        log.info("still here")
        await trio.sleep(10)


async def work(services: trio.Nursery) -> None:  # [2:2]
    services.start_soon(heartbeat)  # It outlives this function.
    await trio.sleep(0.05)
    log.info("the work is done")


async def main() -> None:
    async with trio.open_nursery() as services:
        await work(services)
        log.info("all done")
        services.cancel_scope.cancel(reason="the program ends")  # [3]


if __name__ == "__main__":
    trio.run(main)
