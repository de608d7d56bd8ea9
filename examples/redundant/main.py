from contextlib import suppress

import trio

from datacenter import BHS, GRA, SBG, Datacenter, Result
from plainlog import log


async def find(
    name: str, datacenter: Datacenter, results: trio.MemorySendChannel[Result]
) -> None:
    log.info("launching find", datacenter=datacenter)
    with suppress(OSError):  # [3:3]
        found = await datacenter.find(name)
        await results.send(Result(datacenter, found))


async def redundant(name: str, datacenters: list[Datacenter]) -> Result:
    send, receive = trio.open_memory_channel[Result](len(datacenters))  # [1]
    async with trio.open_nursery() as nursery:  # [4]
        for datacenter in datacenters:
            nursery.start_soon(find, name, datacenter, send)  # [2]
        first = await receive.receive()  # [4:2]
        nursery.cancel_scope.cancel(reason="the first answer is enough")
    return first


async def main() -> None:
    result = await redundant("my-bucket", [SBG, GRA, BHS])
    log.info("got result", datacenter=result.datacenter, found=result.found)


if __name__ == "__main__":
    trio.run(main)
