import itertools
from collections.abc import AsyncGenerator

import trio

from plainlog import log


async def count(send: trio.MemorySendChannel[int]) -> None:
    for number in itertools.count():
        await send.send(number)


@trio.as_safe_channel  # [2]
async def numbers() -> AsyncGenerator[int, None]:
    send, receive = trio.open_memory_channel[int](0)
    async with trio.open_nursery() as nursery:  # [1:4]
        nursery.start_soon(count, send)
        async for number in receive:
            yield number  # noqa: ASYNC101, ASYNC119  safe in a task of its own


async def main() -> None:
    async with numbers() as received:  # [2:2]
        async for number in received:
            log.info("got", number=number)
            break  # [3]
    log.info("all done")


if __name__ == "__main__":
    trio.run(main)
