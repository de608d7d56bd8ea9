import trio

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from plainlog import log
from weighted_semaphore.spelled_out import Weighted


async def find(name: str, datacenter: Datacenter, semaphore: Weighted) -> None:
    async with semaphore.hold(datacenter.weight):  # [2]
        log.info("starting find", datacenter=datacenter)  # [3:3]
        found = await datacenter.find(name)
        log.info("got result", datacenter=datacenter, found=found)


async def weighted(name: str, datacenters: list[Datacenter], capacity: int) -> None:
    semaphore = Weighted(capacity)  # [1]
    async with trio.open_nursery() as nursery:
        for datacenter in datacenters:
            nursery.start_soon(find, name, datacenter, semaphore)  # [4]


async def main() -> None:
    await weighted("my-bucket", [SBG, GRA, BHS, RBX, WAW], capacity=30)


if __name__ == "__main__":
    trio.run(main)
