import trio

from datacenter import BHS, GRA, RBX, SBG, WAW, Datacenter, Result
from plainlog import log


async def worker(  # [1:10]
    name: str,
    jobs: trio.MemoryReceiveChannel[Datacenter],
    results: trio.MemorySendChannel[Result],
) -> None:
    with jobs, results:
        async for datacenter in jobs:
            log.info("starting find", datacenter=datacenter)
            found = await datacenter.find(name)
            await results.send(Result(datacenter, found))


async def feed(
    datacenters: list[Datacenter], jobs: trio.MemorySendChannel[Datacenter]
) -> None:
    with jobs:  # [4:3]
        for datacenter in datacenters:
            await jobs.send(datacenter)


async def find_all(
    name: str,
    datacenters: list[Datacenter],
    workers: int,
    results: trio.MemorySendChannel[Result],
) -> None:
    send, receive = trio.open_memory_channel[Datacenter](0)  # [2]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(feed, datacenters, send)
        with receive, results:  # [5]
            for _ in range(workers):  # [3:2]
                nursery.start_soon(worker, name, receive.clone(), results.clone())


async def main() -> None:
    send, results = trio.open_memory_channel[Result](0)  # [2]
    async with trio.open_nursery() as nursery:
        datacenters = [SBG, GRA, BHS, RBX, WAW]
        nursery.start_soon(find_all, "my-bucket", datacenters, 2, send)

        async for result in results:  # [7:2]
            log.info("got result", datacenter=result.datacenter, found=result.found)


if __name__ == "__main__":
    trio.run(main)
