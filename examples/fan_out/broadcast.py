import trio

from plainlog import log


# [1:6]
async def broadcast(words: list[str], *readers: trio.MemorySendChannel[str]) -> None:
    for word in words:
        for reader in readers:
            await reader.send(word)  # The slowest reader sets the pace.
    for reader in readers:  # [2:2]
        reader.close()


# [3:4]
async def read(name: str, work: float, words: trio.MemoryReceiveChannel[str]) -> None:
    async for word in words:
        log.info("heard", reader=name, word=word)
        await trio.sleep(work)


async def main() -> None:
    quick_out, quick_in = trio.open_memory_channel[str](0)
    slow_out, slow_in = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:  # [4:3]
        nursery.start_soon(read, "quick", 0.002, quick_in)
        nursery.start_soon(read, "slow", 0.01, slow_in)

        await broadcast(["ready", "steady", "go"], quick_out, slow_out)  # [5]
    log.info("all have heard it")


if __name__ == "__main__":
    trio.run(main)
