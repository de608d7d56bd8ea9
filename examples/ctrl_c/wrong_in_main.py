import signal

import trio

from plainlog import log


async def count() -> None:
    await trio.sleep(0.01)
    log.info("counting")
    signal.raise_signal(signal.SIGINT)  # Somebody presses Ctrl-C just now.  # [3]
    log.info("counted")


async def main() -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(count)
        try:
            await trio.sleep(10)
        except KeyboardInterrupt:  # [4:2]
            log.info("saving")


if __name__ == "__main__":
    trio.run(main)
