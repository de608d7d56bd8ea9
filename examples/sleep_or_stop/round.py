import trio

from plainlog import log


async def poll(stop: trio.Event) -> None:
    while not stop.is_set():  # [2]
        log.info("fetching")  # [1:3]
        await trio.sleep(0.02)
        log.info("fetched")

        with trio.move_on_after(0.03):  # [2:2]
            await stop.wait()


async def main() -> None:
    stop = trio.Event()  # [3]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(poll, stop)

        await trio.sleep(0.06)
        log.info("please stop")
        stop.set()  # [3]
    log.info("stopped")


if __name__ == "__main__":
    trio.run(main)
