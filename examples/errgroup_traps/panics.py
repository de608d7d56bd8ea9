import trio

from datacenter import SBG
from plainlog import log


async def broken() -> None:
    await trio.lowlevel.checkpoint()
    raise AssertionError("something went wrong")


async def main() -> None:
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(SBG.find, "my-bucket")
            nursery.start_soon(broken)
    except* AssertionError as group:
        for error in group.exceptions:
            log.error("an error occurred", error=error)
    finally:
        log.info("cleaning up")


if __name__ == "__main__":
    trio.run(main)
