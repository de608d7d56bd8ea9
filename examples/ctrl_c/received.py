import signal
import sys

import trio

from plainlog import log


async def count() -> None:
    await trio.sleep(0.01)
    log.info("counting")
    signal.raise_signal(signal.SIGINT)  # Somebody presses Ctrl-C just now.  # [3]
    log.info("counted")


async def main() -> None:
    with trio.open_signal_receiver(signal.SIGINT) as signals:  # [4:6]
        async with trio.open_nursery() as nursery:
            nursery.start_soon(count)
            await anext(signals)
            log.info("saving")
            nursery.cancel_scope.cancel(reason="Ctrl-C")
    sys.exit(130)


if __name__ == "__main__":
    trio.run(main)
