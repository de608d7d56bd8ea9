import trio

from datacenter import GRA, SBG, Datacenter
from plainlog import log


async def first_answer(name: str, datacenters: list[Datacenter]) -> bool:
    send, receive = trio.open_memory_channel[bool](len(datacenters))

    async def find(datacenter: Datacenter) -> None:
        await send.send(await datacenter.find(name))  # [2]

    async with trio.open_nursery() as nursery:  # [1]
        for datacenter in datacenters:
            nursery.start_soon(find, datacenter)
        found = await receive.receive()  # [3:2]
        nursery.cancel_scope.cancel(reason="the first answer is enough")
    # The losers are over, so nobody is left who could send.
    return found


async def main() -> None:
    found = await first_answer("my-bucket", [SBG, GRA])
    log.info("got result", found=found)
    await trio.sleep(0.2)
    log.info("the server goes on")


if __name__ == "__main__":
    trio.run(main)
