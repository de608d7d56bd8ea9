from functools import partial

import trio

from plainlog import log
from trio_patterns import gather


async def square(number: int) -> int:
    await trio.lowlevel.checkpoint()
    return number * number  # [1]


async def main() -> None:  # [2:2]
    for result in await gather(*(partial(square, number) for number in range(3))):
        log.info("got result", result=result)  # [3]


if __name__ == "__main__":
    trio.run(main)
