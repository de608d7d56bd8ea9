import trio

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from plainlog import log


async def find(name: str, datacenter: Datacenter, places: trio.CapacityLimiter) -> None:
    async with places:  # [3]
        log.info("starting find", datacenter=datacenter)  # [4:3]
        found = await datacenter.find(name)
        log.info("got result", datacenter=datacenter, found=found)


async def with_semaphore(name: str, datacenters: list[Datacenter], places: int) -> None:
    limiter = trio.CapacityLimiter(places)  # [1]
    async with trio.open_nursery() as nursery:  # [5]
        for datacenter in datacenters:
            nursery.start_soon(find, name, datacenter, limiter)  # [2]


async def main() -> None:
    await with_semaphore("my-bucket", [SBG, GRA, BHS, RBX, WAW], places=2)


if __name__ == "__main__":
    trio.run(main)
