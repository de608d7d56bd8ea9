import trio

from datacenter import BHS, GRA, SBG, Datacenter
from plainlog import log


async def find(name: str, datacenter: Datacenter) -> None:
    log.info("starting find", datacenter=datacenter)
    found = await datacenter.find(name)
    log.info("got result", datacenter=datacenter, found=found)


async def all_at_once(name: str, datacenters: list[Datacenter]) -> None:
    for datacenter in datacenters:
        await find(name, datacenter)


async def main() -> None:
    await all_at_once("my-bucket", [SBG, GRA, BHS])


if __name__ == "__main__":
    trio.run(main)
