import trio

from datacenter import SBG
from plainlog import log


async def broken() -> None:
    await trio.lowlevel.checkpoint()
    raise AssertionError("something went wrong")  # [1]


async def main() -> None:
    try:
        async with trio.open_nursery() as nursery:  # [2]
            nursery.start_soon(SBG.find, "my-bucket")
            nursery.start_soon(broken)
    except* AssertionError as group:  # [2:3]
        for error in group.exceptions:
            log.error("an error occurred", error=error)
    finally:  # [3:2]
        log.info("cleaning up")


if __name__ == "__main__":
    trio.run(main)
