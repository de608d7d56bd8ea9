from functools import partial

import trio

from datacenter import GRA, SBG
from plainlog import log
from trio_patterns import hedge


async def main() -> None:
    finds = [partial(datacenter.find, "my-bucket") for datacenter in (SBG, GRA)]  # [1]
    found = await hedge(*finds, delay=0.075)  # [2]
    log.info("got result", found=found)
    await trio.sleep(0.3)
    log.info("the server goes on")  # [3]


if __name__ == "__main__":
    trio.run(main)
