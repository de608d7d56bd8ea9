import trio

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from plainlog import log


async def find(name: str, datacenter: Datacenter, room: trio.CapacityLimiter) -> None:
    async with room:
        log.info("starting find", datacenter=datacenter)
        found = await datacenter.find(name)
        log.info("got result", datacenter=datacenter, found=found)


async def weighted(name: str, datacenters: list[Datacenter], capacity: int) -> None:
    room = trio.CapacityLimiter(capacity)
    async with trio.open_nursery() as nursery:
        for datacenter in datacenters:
            nursery.start_soon(find, name, datacenter, room)


async def with_semaphore(name: str, datacenters: list[Datacenter], places: int) -> None:
    pass  # The second half of the exercise.


async def main() -> None:
    await weighted("my-bucket", [SBG, GRA, BHS, RBX, WAW], capacity=30)


if __name__ == "__main__":
    trio.run(main)
