import trio

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from plainlog import log
from trio_patterns import WeightedSemaphore


async def find(
    name: str, datacenter: Datacenter, weight: int, semaphore: WeightedSemaphore
) -> None:
    async with semaphore.hold(weight):
        log.info("starting find", datacenter=datacenter)
        found = await datacenter.find(name)
        log.info("got result", datacenter=datacenter, found=found)


async def weighted(name: str, datacenters: list[Datacenter], capacity: int) -> None:
    semaphore = WeightedSemaphore(capacity)
    async with trio.open_nursery() as nursery:
        for datacenter in datacenters:
            nursery.start_soon(find, name, datacenter, datacenter.weight, semaphore)


async def with_semaphore(name: str, datacenters: list[Datacenter], places: int) -> None:
    semaphore = WeightedSemaphore(places)
    async with trio.open_nursery() as nursery:
        for datacenter in datacenters:
            nursery.start_soon(find, name, datacenter, 1, semaphore)


async def main() -> None:
    await weighted("my-bucket", [SBG, GRA, BHS, RBX, WAW], capacity=30)


if __name__ == "__main__":
    trio.run(main)
