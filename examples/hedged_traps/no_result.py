from functools import partial

import trio

from datacenter import GRA, SBG
from plainlog import log
from trio_patterns import hedge


async def main() -> None:
    finds = [partial(datacenter.find, "my-bucket") for datacenter in (SBG, GRA)]  # [1]
    # When all are started, it waits for an answer.  # [2:2]
    found = await hedge(*finds, delay=0.01)
    log.info("got result", found=found)  # [3]


if __name__ == "__main__":
    trio.run(main)
