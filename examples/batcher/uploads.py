from collections.abc import AsyncIterator

import trio

from plainlog import log
from trio_patterns import open_limited_nursery


async def batches(
    rows: trio.MemoryReceiveChannel[str], size: int
) -> AsyncIterator[list[str]]:  # [1:9]
    batch: list[str] = []
    async for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


async def upload(batch: list[str]) -> None:  # [3:4]
    log.info("uploading", rows=" ".join(batch))
    await trio.sleep(0.025)
    log.info("uploaded", rows=" ".join(batch))


async def produce(rows: trio.MemorySendChannel[str]) -> None:
    with rows:
        for row in "abcdefg":
            await trio.sleep(0.005)
            await rows.send(row)


async def main() -> None:
    send, rows = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(produce, send)

        async with open_limited_nursery(2) as uploads:  # [2]
            async for batch in batches(rows, 2):
                await uploads.spawn(upload, batch)  # [4]
    log.info("all is uploaded")  # [5]


if __name__ == "__main__":
    trio.run(main)
