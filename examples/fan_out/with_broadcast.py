import trio

from plainlog import log
from trio_patterns import broadcast


# [3:4]
async def read(name: str, work: float, words: trio.MemoryReceiveChannel[str]) -> None:
    async for word in words:
        log.info("heard", reader=name, word=word)
        await trio.sleep(work)


async def main() -> None:
    async with (
        broadcast(["ready", "steady", "go"], 2) as (quick, slow),  # [6]
        trio.open_nursery() as nursery,  # [4]
    ):
        nursery.start_soon(read, "quick", 0.002, quick)  # [4:2]
        nursery.start_soon(read, "slow", 0.01, slow)
    log.info("all have heard it")


if __name__ == "__main__":
    trio.run(main)
