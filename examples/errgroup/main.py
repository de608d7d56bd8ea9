import trio

from datacenter import BHS, GRA, SBG, Datacenter, DCError, FindError, Result
from plainlog import log


async def find_all(name: str, datacenters: list[Datacenter]) -> list[Result]:
    results: dict[Datacenter, Result] = {}

    async def find(datacenter: Datacenter) -> None:  # [3]
        results[datacenter] = Result(datacenter, await datacenter.find(name))  # [4]

    async with trio.open_nursery() as nursery:  # [1]
        for datacenter in datacenters:
            nursery.start_soon(find, datacenter)  # [2]
    return [results[datacenter] for datacenter in datacenters]


async def main() -> None:
    try:
        results = await find_all("my-bucket", [SBG, GRA, BHS, DCError])
    except* FindError as group:  # [5:3]
        for error in group.exceptions:
            log.error("an error occurred", error=error)
    else:
        for result in results:
            log.info("got result", datacenter=result.datacenter, found=result.found)


if __name__ == "__main__":
    trio.run(main)
