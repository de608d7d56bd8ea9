import trio

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter
from plainlog import log
from trio_patterns import WeightedSemaphore


async def find(name: str, datacenter: Datacenter, semaphore: WeightedSemaphore) -> None:
    async with semaphore.hold():  # [2]
        log.info("starting find", datacenter=datacenter)  # [3:3]
        found = await datacenter.find(name)
        log.info("got result", datacenter=datacenter, found=found)


async def main() -> None:
    semaphore = WeightedSemaphore(2)  # [1]
    async with trio.open_nursery() as nursery:
        for datacenter in (SBG, GRA, BHS, RBX, WAW):
            nursery.start_soon(find, "my-bucket", datacenter, semaphore)


if __name__ == "__main__":
    trio.run(main)
