from contextvars import ContextVar
from dataclasses import dataclass

import trio

from plainlog import log


@dataclass
class Session:
    user: str = "nobody"


current: ContextVar[Session] = ContextVar("current")


async def log_in() -> None:
    await trio.lowlevel.checkpoint()
    current.get().user = "anna"  # The copy has the same object.  # [1]


async def main() -> None:
    current.set(Session())
    async with trio.open_nursery() as nursery:
        nursery.start_soon(log_in)  # [2]
        log.info("logging in")
    log.info("logged in", user=current.get().user)  # [3]


if __name__ == "__main__":
    trio.run(main)
