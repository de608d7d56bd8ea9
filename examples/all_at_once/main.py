import trio

from datacenter import BHS, GRA, SBG, Datacenter
from plainlog import log


async def find(name: str, datacenter: Datacenter) -> None:  # [3:4]
    log.info("starting find", datacenter=datacenter)
    found = await datacenter.find(name)
    log.info("got result", datacenter=datacenter, found=found)


async def all_at_once(name: str, datacenters: list[Datacenter]) -> None:
    async with trio.open_nursery() as nursery:  # [1]
        for datacenter in datacenters:
            nursery.start_soon(find, name, datacenter)  # [2]


async def main() -> None:
    await all_at_once("my-bucket", [SBG, GRA, BHS])


if __name__ == "__main__":
    trio.run(main)
