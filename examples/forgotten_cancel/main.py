import itertools

import trio

from plainlog import log


async def count(updates: trio.MemorySendChannel[int]) -> None:  # [2:3]
    for number in itertools.count(42):
        await updates.send(number)


async def answer() -> int:
    send, updates = trio.open_memory_channel[int](0)
    async with trio.open_nursery() as nursery:  # [3]
        nursery.start_soon(count, send)  # [2]
        number = await updates.receive()
        # Forget this line, and the block doesn't end: you notice at once.
        nursery.cancel_scope.cancel(reason="one number is enough")  # [1]
    return number  # [3]


async def main() -> None:
    before = trio.lowlevel.current_statistics().tasks_living  # [4:5]
    for _ in range(100):
        await answer()
    after = trio.lowlevel.current_statistics().tasks_living
    log.info("after 100 calls", left_behind=after - before)


if __name__ == "__main__":
    trio.run(main)
