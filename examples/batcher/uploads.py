import trio

from plainlog import log
from trio_patterns import batched, open_limited_nursery


async def upload(batch: tuple[str, ...]) -> None:  # [3:4]
    log.info("uploading", rows=" ".join(batch))
    await trio.sleep(0.03)
    log.info("uploaded", rows=" ".join(batch))


async def produce(rows: trio.MemorySendChannel[str]) -> None:
    with rows:
        for row in "abcdefg":
            await trio.sleep(0.005)
            await rows.send(row)
            if row == "e":
                await trio.sleep(0.03)


async def main() -> None:
    send, rows = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(produce, send)

        async with (
            open_limited_nursery(2) as uploads,  # [2]
            batched(rows, 2, within=0.012) as batches,  # [1]
        ):
            async for batch in batches:
                await uploads.spawn(upload, batch)  # [4]
    log.info("all is uploaded")  # [5]


if __name__ == "__main__":
    trio.run(main)
