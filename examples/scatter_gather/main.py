import trio

from datacenter import BHS, GRA, SBG, Datacenter, Result
from plainlog import log


async def find(
    name: str, datacenter: Datacenter, results: trio.MemorySendChannel[Result]
) -> None:
    with results:  # [4]
        log.info("starting find", datacenter=datacenter)
        found = await datacenter.find(name)  # [3:2]
        await results.send(Result(datacenter, found))


async def scatter_gather(name: str, datacenters: list[Datacenter]) -> None:
    send, receive = trio.open_memory_channel[Result](len(datacenters))  # [1]
    async with trio.open_nursery() as nursery:
        # Scatter. Each task has a clone of its own; the last one out closes.
        with send:  # [4]
            for datacenter in datacenters:
                nursery.start_soon(find, name, datacenter, send.clone())  # [2]

        # Gather.
        async for result in receive:  # [5:2]
            log.info("got result", datacenter=result.datacenter, found=result.found)


async def main() -> None:
    await scatter_gather("my-bucket", [SBG, GRA, BHS])


if __name__ == "__main__":
    trio.run(main)
