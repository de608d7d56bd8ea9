from functools import partial

import trio

from datacenter import BHS, GRA, SBG, Datacenter
from plainlog import log
from trio_patterns import hedge


async def find(name: str, datacenter: Datacenter) -> bool:  # [2:3]
    log.info("launching find", datacenter=datacenter)
    return await datacenter.find(name)


async def main() -> None:
    finds = [partial(find, "my-bucket", datacenter) for datacenter in (SBG, GRA, BHS)]
    found = await hedge(*finds, delay=0.075)  # [6]
    log.info("got result", found=found)


if __name__ == "__main__":
    trio.run(main)
