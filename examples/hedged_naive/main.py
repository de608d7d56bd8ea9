from contextlib import suppress

import trio

from datacenter import BHS, GRA, SBG, Datacenter
from plainlog import log


async def hedged(name: str, datacenters: list[Datacenter]) -> bool:
    """Start everything at once: it is called hedged, and hedges nothing."""
    send, receive = trio.open_memory_channel[bool](len(datacenters))  # [1]

    async def find(datacenter: Datacenter) -> None:
        log.info("launching find", datacenter=datacenter)
        with suppress(OSError):  # [3:2]
            await send.send(await datacenter.find(name))

    async with trio.open_nursery() as nursery:  # [4]
        for datacenter in datacenters:
            nursery.start_soon(find, datacenter)  # [2]
        found = await receive.receive()  # [4:2]
        nursery.cancel_scope.cancel(reason="the first answer is enough")
    return found


async def main() -> None:
    found = await hedged("my-bucket", [SBG, GRA, BHS])
    log.info("got result", found=found)


if __name__ == "__main__":
    trio.run(main)
