from functools import partial

import trio

from datacenter import Datacenter
from plainlog import log
from trio_patterns import first_success


def near() -> list[Datacenter]:
    return []  # There are none today.  # [1]


async def main() -> None:
    finds = [partial(datacenter.find, "my-bucket") for datacenter in near()]  # [1]
    try:
        found = await first_success(*finds)  # [2:3]
    except ValueError as error:
        log.error("nobody to ask", error=error)
    else:
        log.info("got result", found=found)


if __name__ == "__main__":
    trio.run(main)
