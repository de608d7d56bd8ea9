from contextvars import ContextVar

import trio

from plainlog import log

user = ContextVar("user", default="nobody")


async def log_in() -> None:
    await trio.lowlevel.checkpoint()
    user.set("anna")


async def main() -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(log_in)
        log.info("logging in")
    log.info("logged in", user=user.get())


if __name__ == "__main__":
    trio.run(main)
