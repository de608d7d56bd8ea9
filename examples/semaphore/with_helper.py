import trio

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from plainlog import log
from trio_patterns import open_limited_nursery


async def find(name: str, datacenter: Datacenter) -> None:  # [4:4]
    log.info("starting find", datacenter=datacenter)
    found = await datacenter.find(name)
    log.info("got result", datacenter=datacenter, found=found)


async def main() -> None:
    # A task is started when there is a place for it, not before.
    async with open_limited_nursery(2) as group:  # [6]
        for datacenter in (SBG, GRA, BHS, RBX, WAW):
            await group.spawn(find, "my-bucket", datacenter)  # [2]


if __name__ == "__main__":
    trio.run(main)
