import trio

from datacenter import BHS, GRA, SBG, Datacenter, DCError, FindError
from plainlog import log


async def find(name: str, datacenter: Datacenter) -> None:
    found = await datacenter.find(name)  # [2]
    log.info("got result", datacenter=datacenter, found=found)


async def errors(name: str, datacenters: list[Datacenter]) -> None:
    async with trio.open_nursery() as nursery:
        for datacenter in datacenters:
            nursery.start_soon(find, name, datacenter)  # [1]


async def main() -> None:
    try:
        await errors("my-bucket", [SBG, GRA, BHS, DCError])
    except* FindError as group:  # [3:3]
        for error in group.exceptions:
            log.error("an error occurred", error=error)
    finally:
        log.info("cleaning up")  # [4]


if __name__ == "__main__":
    trio.run(main)
