import trio

from plainlog import log
from trio_patterns import Closed, after, recv, select


async def write(rows: trio.MemoryReceiveChannel[str], size: int, within: float) -> None:
    batch: list[str] = []
    due = 0.0

    def flush() -> None:  # [5:3]
        log.info("writing", rows=" ".join(batch))
        batch.clear()

    while True:
        left = max(due - trio.current_time(), 0)  # [3:2]
        timer = after(left) if batch else None
        match await select(recv(rows), timer):  # [1]
            case 0, Closed():  # [4:4]
                if batch:
                    flush()
                return
            case 0, row:
                if not batch:  # [3:2]
                    due = trio.current_time() + within
                batch.append(row)  # [2:3]
                if len(batch) == size:
                    flush()
            case 1, _:  # [3:2]
                flush()


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
