from contextlib import suppress

import trio

from datacenter import BHS, GRA, SBG, Datacenter
from plainlog import log


async def hedged(name: str, datacenters: list[Datacenter], delay: float) -> bool:
    send, receive = trio.open_memory_channel[bool](len(datacenters))  # [1]

    async def find(datacenter: Datacenter) -> None:  # [2:4]
        log.info("launching find", datacenter=datacenter)
        with suppress(OSError):  # [7]
            await send.send(await datacenter.find(name))

    async def first_answer() -> bool:
        for datacenter in datacenters:
            nursery.start_soon(find, datacenter)  # [2]
            with trio.move_on_after(delay):  # [3:2]
                return await receive.receive()
        return await receive.receive()  # [4]

    async with trio.open_nursery() as nursery:  # [5]
        found = await first_answer()
        nursery.cancel_scope.cancel(reason="the first answer is enough")  # [5]
    return found


async def main() -> None:
    found = await hedged("my-bucket", [SBG, GRA, BHS], delay=0.075)
    log.info("got result", found=found)


if __name__ == "__main__":
    trio.run(main)
