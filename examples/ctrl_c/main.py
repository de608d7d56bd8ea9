import sys

import trio

from plainlog import log


async def serve(port: int) -> None:
    await trio.sleep(10)


async def main() -> None:
    async with trio.open_nursery() as nursery:  # [1:4]
        nursery.start_soon(serve, 80)
        nursery.start_soon(serve, 443)
        log.info("serving")


if __name__ == "__main__":
    status = 0
    try:
        trio.run(main)
    except* KeyboardInterrupt:  # [2:4]
        log.info("bye")
        status = 130
    sys.exit(status)
