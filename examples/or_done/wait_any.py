# trio-util brings types for mypy, and not all that pyright's strict mode asks for.
# pyright: basic
from functools import partial

import trio
from trio_util import wait_any

from plainlog import log


async def main() -> None:
    await wait_any(  # [3]
        partial(trio.sleep, 0.2),  # [2:3]
        partial(trio.sleep, 0.03),
        partial(trio.sleep, 0.1),
    )
    log.info("one of them is closed")


if __name__ == "__main__":
    trio.run(main)
