import trio

from datacenter import (
    BHS,
    GRA,
    SBG,
    Datacenter,
    FailingDatacenter,
    FindError,
    Result,
)
from plainlog import log


async def find_some(
    name: str, datacenters: list[Datacenter], results: list[Result]
) -> None:
    """Add the results one by one, so that the caller has them whatever happens."""

    async def find(datacenter: Datacenter) -> None:  # [3]
        results.append(Result(datacenter, await datacenter.find(name)))  # [4]

    async with trio.open_nursery() as nursery:  # [1]
        for datacenter in datacenters:
            nursery.start_soon(find, datacenter)  # [2]


async def main() -> None:
    dc_late = FailingDatacenter("DCLate", 0.15, weight=10)
    results: list[Result] = []  # [4]
    try:
        await find_some("my-bucket", [SBG, GRA, BHS, dc_late], results)
    except* FindError as group:  # [5:3]
        for error in group.exceptions:
            log.error("an error occurred", error=error)
    for result in results:
        log.info("kept result", datacenter=result.datacenter, found=result.found)


if __name__ == "__main__":
    trio.run(main)
