import trio

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter, Result
from plainlog import log
from trio_patterns import amap


async def find(datacenter: Datacenter) -> Result:  # [1:3]
    log.info("starting find", datacenter=datacenter)
    return Result(datacenter, await datacenter.find("my-bucket"))


async def main() -> None:
    async with amap(find, [SBG, GRA, BHS, RBX, WAW], limit=2) as results:  # [6]
        async for result in results:  # [7:2]
            log.info("got result", datacenter=result.datacenter, found=result.found)


if __name__ == "__main__":
    trio.run(main)
