import trio

from plainlog import log


class DiskError(Exception):
    """The disk does not do what it should."""


class NetworkError(Exception):
    """The network does not do what it should."""


async def save(power_cut: trio.Event) -> None:
    await power_cut.wait()
    raise DiskError("the disk is down")


async def send(power_cut: trio.Event) -> None:
    await power_cut.wait()
    raise NetworkError("the network is down")


async def main() -> None:
    power_cut = trio.Event()
    try:
        async with trio.open_nursery() as nursery:  # [2]
            nursery.start_soon(save, power_cut)  # [1:2]
            nursery.start_soon(send, power_cut)
            await trio.sleep(0.01)
            power_cut.set()
    # Each clause takes its own out of the group, and both may run.
    except* DiskError as group:  # [3:3]
        for disk in group.exceptions:
            log.error("nothing was saved", error=disk)
    except* NetworkError as group:  # [4:3]
        for network in group.exceptions:
            log.error("nothing was sent", error=network)


if __name__ == "__main__":
    trio.run(main)
