from functools import partial

import trio

from datacenter import GRA, SBG
from plainlog import log
from trio_patterns import first_success


async def main() -> None:
    finds = [partial(datacenter.find, "my-bucket") for datacenter in (SBG, GRA)]  # [2]
    found = await first_success(*finds)  # [4]
    log.info("got result", found=found)
    await trio.sleep(0.2)
    log.info("the server goes on")


if __name__ == "__main__":
    trio.run(main)
