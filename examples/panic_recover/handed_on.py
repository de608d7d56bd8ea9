import trio

from plainlog import log


class ComputeError(Exception):
    """The computation has failed."""


async def compute() -> None:
    await trio.sleep(0.01)
    raise ComputeError("something went wrong")


async def main() -> None:
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(compute)
            log.info("computing")
    except* ComputeError as group:
        for error in group.exceptions:
            log.error("an error occurred", error=error)
    finally:
        log.info("cleaning up")


if __name__ == "__main__":
    trio.run(main)
