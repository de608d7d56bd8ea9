from functools import partial

import trio

from datacenter import DCError
from plainlog import log
from trio_patterns import hedge


async def at_once() -> bool:  # [1:3]
    await trio.lowlevel.checkpoint()
    return True


async def main() -> None:
    found = await hedge(partial(DCError.find, "my-bucket"), at_once, delay=0.075)  # [2]
    log.info("got result", found=found)  # [3]


if __name__ == "__main__":
    trio.run(main)
