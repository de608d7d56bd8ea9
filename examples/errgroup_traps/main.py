import trio

from datacenter import GRA, DCError, FindError
from plainlog import log


async def main() -> None:
    try:
        async with trio.open_nursery() as nursery:  # [3]
            nursery.start_soon(DCError.find, "my-bucket")  # [1]
            nursery.start_soon(GRA.find, "my-bucket")  # [2]
    except* FindError as group:  # [3:3]
        for error in group.exceptions:
            log.error("an error occurred", error=error)


if __name__ == "__main__":
    trio.run(main)
