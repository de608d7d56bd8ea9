from functools import partial

import trio

from datacenter import BHS, GRA, SBG, Datacenter, DCError, FindError, Result
from plainlog import log
from trio_patterns import gather


async def find(name: str, datacenter: Datacenter) -> Result:  # [3:2]
    return Result(datacenter, await datacenter.find(name))


async def main() -> None:
    datacenters = (SBG, GRA, BHS, DCError)
    finds = [partial(find, "my-bucket", datacenter) for datacenter in datacenters]
    try:
        results = await gather(*finds)  # [6]
    except* FindError as group:  # [5:3]
        for error in group.exceptions:
            log.error("an error occurred", error=error)
    else:
        for result in results:
            log.info("got result", datacenter=result.datacenter, found=result.found)


if __name__ == "__main__":
    trio.run(main)
