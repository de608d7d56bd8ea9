from contextvars import ContextVar

import trio

from plainlog import log
from trio_patterns import gather

user = ContextVar("user", default="nobody")


async def log_in() -> str:
    await trio.lowlevel.checkpoint()
    return "anna"  # [1]


async def main() -> None:
    log.info("logging in")
    (name,) = await gather(log_in)  # [2]
    user.set(name)  # [3:2]
    log.info("logged in", user=user.get())


if __name__ == "__main__":
    trio.run(main)
