import trio

from plainlog import log
from trio_patterns import batched


async def write(rows: trio.MemoryReceiveChannel[str], size: int, within: float) -> None:
    async with batched(
        rows,  # [1]
        size,  # [2]
        within=within,  # [3]
    ) as batches:
        async for batch in batches:  # [4]
            log.info("writing", rows=" ".join(batch))  # [5]


async def produce(rows: trio.MemorySendChannel[str]) -> None:
    with rows:
        for row in "abcdef":
            await trio.sleep(0.01)
            await rows.send(row)
        await trio.sleep(0.04)
        await rows.send("g")


async def main() -> None:
    send, rows = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(produce, send)
        await write(rows, 4, 0.035)
    log.info("all is written")


if __name__ == "__main__":
    trio.run(main)
