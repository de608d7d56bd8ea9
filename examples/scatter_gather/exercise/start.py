import trio

from datacenter import BHS, GRA, SBG, Datacenter, Result
from plainlog import log


async def find(
    name: str, datacenter: Datacenter, results: trio.MemorySendChannel[Result]
) -> None:
    log.info("starting find", datacenter=datacenter)
    found = await datacenter.find(name)
    await results.send(Result(datacenter, found))


async def scatter_gather(name: str, datacenters: list[Datacenter]) -> None:
    send, receive = trio.open_memory_channel[Result](len(datacenters))
    async with trio.open_nursery() as nursery:
        # Scatter.
        for datacenter in datacenters:
            nursery.start_soon(find, name, datacenter, send)

        # Gather.
        async for result in receive:
            log.info("got result", datacenter=result.datacenter, found=result.found)


async def main() -> None:
    await scatter_gather("my-bucket", [SBG, GRA, BHS])


if __name__ == "__main__":
    trio.run(main)
