import trio

from datacenter import BHS, GRA, SBG, Datacenter
from plainlog import log


async def hedged(name: str, datacenters: list[Datacenter], delay: float) -> bool:
    send, receive = trio.open_memory_channel[bool](len(datacenters))

    async def find(datacenter: Datacenter) -> None:
        log.info("launching find", datacenter=datacenter)
        await send.send(await datacenter.find(name))

    async with trio.open_nursery() as nursery:
        for datacenter in datacenters:
            nursery.start_soon(find, datacenter)
        found = await receive.receive()
        nursery.cancel_scope.cancel(reason="the first answer is enough")
    return found


async def main() -> None:
    found = await hedged("my-bucket", [SBG, GRA, BHS], delay=0.075)
    log.info("got result", found=found)


if __name__ == "__main__":
    trio.run(main)
