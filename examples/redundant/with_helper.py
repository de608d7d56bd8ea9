from functools import partial

import trio

from datacenter import BHS, GRA, SBG, Datacenter, Result
from plainlog import log
from trio_patterns import first_success


async def find(name: str, datacenter: Datacenter) -> Result:  # [3:3]
    log.info("launching find", datacenter=datacenter)
    return Result(datacenter, await datacenter.find(name))


async def main() -> None:
    finds = [partial(find, "my-bucket", datacenter) for datacenter in (SBG, GRA, BHS)]
    result = await first_success(*finds)  # [5]
    log.info("got result", datacenter=result.datacenter, found=result.found)


if __name__ == "__main__":
    trio.run(main)
