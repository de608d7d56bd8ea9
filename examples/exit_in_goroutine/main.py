import sys

import trio

from plainlog import log


async def watch() -> None:
    await trio.sleep(0.01)
    log.error("the disk is full")
    sys.exit(3)  # An exception: it leaves through all blocks, as any other does.  # [1]


async def serve() -> None:
    try:
        await trio.sleep(0.1)  # [3:2]
        log.info("all done")
    finally:  # [2:2]
        log.info("cleaning up")


async def main() -> None:
    status = 0
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(watch)
            nursery.start_soon(serve)
    except* SystemExit:  # [1:3]
        status = 3
    sys.exit(status)


if __name__ == "__main__":
    trio.run(main)
