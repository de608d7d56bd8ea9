from functools import partial

import trio

from plainlog import log
from trio_patterns import race


async def serve(name: str) -> None:
    log.info("up", component=name)
    try:
        await trio.sleep_forever()
    finally:
        log.info("down", component=name)


async def watch_disk() -> None:
    await trio.sleep(0.03)
    raise OSError("the disk is full")


async def main() -> None:
    try:
        await race(partial(serve, "http"), partial(serve, "metrics"), watch_disk)
    except OSError as error:  # [5:2]
        log.info("all are down", why=error)


if __name__ == "__main__":
    trio.run(main)
