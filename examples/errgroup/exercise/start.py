import trio

from datacenter import BHS, GRA, SBG, Datacenter, DCError, FindError, Result
from plainlog import log


async def find_all(name: str, datacenters: list[Datacenter]) -> list[Result]:
    results: list[Result] = []

    async def find(datacenter: Datacenter) -> None:
        results.append(Result(datacenter, await datacenter.find(name)))

    async with trio.open_nursery() as nursery:
        for datacenter in datacenters:
            nursery.start_soon(find, datacenter)
    return results


async def main() -> None:
    try:
        results = await find_all("my-bucket", [SBG, GRA, BHS, DCError])
    except FindError as error:
        log.error("an error occurred", error=error)
    else:
        for result in results:
            log.info("got result", datacenter=result.datacenter, found=result.found)


if __name__ == "__main__":
    trio.run(main)
