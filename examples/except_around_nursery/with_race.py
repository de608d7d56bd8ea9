from functools import partial

import trio

from plainlog import log
from trio_patterns import race


async def parse(text: str) -> int:
    await trio.lowlevel.checkpoint()
    return int(text)  # [1]


async def main() -> None:
    try:
        number = await race(partial(parse, "ten"))  # [2]
    except ValueError:  # The docstring says: as it was raised, not in a group.  # [3:2]
        log.error("this is no number")
    else:
        log.info("parsed", number=number)


if __name__ == "__main__":
    trio.run(main)
