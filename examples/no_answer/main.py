from functools import partial

import trio

from datacenter import DCError, FindError
from plainlog import log
from trio_patterns import first_success


async def main() -> None:
    find = partial(DCError.find, "my-bucket")
    try:
        found = await first_success(find, find)  # [2]
    except* FindError as group:  # [1:3]
        for error in group.exceptions:
            log.error("an error occurred", error=error)
    else:
        log.info("got result", found=found)


if __name__ == "__main__":
    trio.run(main)
