import trio

from datacenter import BHS, GRA, SBG, Datacenter
from plainlog import log


async def sequential(name: str, datacenters: list[Datacenter]) -> None:
    for datacenter in datacenters:  # [1]
        log.info("starting find", datacenter=datacenter)
        found = await datacenter.find(name)  # [2]
        log.info("got result", datacenter=datacenter, found=found)


async def main() -> None:
    await sequential("my-bucket", [SBG, GRA, BHS])


if __name__ == "__main__":
    trio.run(main)
