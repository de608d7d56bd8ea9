from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio

from plainlog import log


async def send_mail(text: str) -> None:
    await trio.sleep(0.01)
    log.info("sent", text=text)


class Mailer:
    """Sends in the background, in the nursery that it is given."""

    def __init__(self, nursery: trio.Nursery) -> None:
        self._nursery = nursery

    def post(self, text: str) -> None:
        self._nursery.start_soon(send_mail, text)  # [2]


@asynccontextmanager  # [1:4]
async def open_mailer() -> AsyncGenerator[Mailer]:
    async with trio.open_nursery() as nursery:
        yield Mailer(nursery)


async def main() -> None:
    async with open_mailer() as mailer:  # [3:3]
        mailer.post("hello")
        log.info("posted")
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
