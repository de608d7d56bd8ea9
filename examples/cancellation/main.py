import trio

from datacenter import BHS, Datacenter


async def cancelled(name: str, datacenter: Datacenter) -> None:
    async with trio.open_nursery() as nursery:  # [1]
        nursery.start_soon(datacenter.find, name)  # [3]
        await trio.sleep(0.05)  # [2:2]
        nursery.cancel_scope.cancel(reason="the answer is not needed any more")


async def late(name: str, datacenter: Datacenter) -> None:
    with trio.move_on_after(0.1):  # [4]
        await datacenter.find(name)  # [3]


async def main() -> None:
    await cancelled("my-bucket", BHS)
    await late("my-bucket", BHS)


if __name__ == "__main__":
    trio.run(main)
