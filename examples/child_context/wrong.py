from contextvars import ContextVar

import trio

from plainlog import log

user = ContextVar("user", default="nobody")


async def log_in() -> None:
    await trio.lowlevel.checkpoint()
    user.set("anna")  # [1]


async def main() -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(log_in)  # [2]
        log.info("logging in")
    log.info("logged in", user=user.get())  # [3]


if __name__ == "__main__":
    trio.run(main)
