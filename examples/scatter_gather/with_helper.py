import trio

from datacenter import BHS, GRA, SBG, Datacenter, Result
from plainlog import log
from trio_patterns import amap


async def find(datacenter: Datacenter) -> Result:  # [3:3]
    log.info("starting find", datacenter=datacenter)
    return Result(datacenter, await datacenter.find("my-bucket"))


async def main() -> None:
    async with amap(find, [SBG, GRA, BHS], limit=3) as results:  # [6]
        async for result in results:  # [5:2]
            log.info("got result", datacenter=result.datacenter, found=result.found)


if __name__ == "__main__":
    trio.run(main)
