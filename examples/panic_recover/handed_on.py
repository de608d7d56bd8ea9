import trio

from plainlog import log


class ComputeError(Exception):
    """The computation has failed."""


async def compute() -> None:
    await trio.sleep(0.01)
    raise ComputeError("something went wrong")  # [3]


async def main() -> None:
    try:
        async with trio.open_nursery() as nursery:  # [2]
            nursery.start_soon(compute)  # [1]
            log.info("computing")
    except* ComputeError as group:  # [4:3]
        for error in group.exceptions:
            log.error("an error occurred", error=error)
    finally:  # [5:2]
        log.info("cleaning up")


if __name__ == "__main__":
    trio.run(main)
