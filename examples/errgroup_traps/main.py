import trio

from datacenter import GRA, DCError, FindError
from plainlog import log


async def main() -> None:
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(DCError.find, "my-bucket")
            nursery.start_soon(GRA.find, "my-bucket")
    except* FindError as group:
        for error in group.exceptions:
            log.error("an error occurred", error=error)


if __name__ == "__main__":
    trio.run(main)
