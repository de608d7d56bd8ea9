"""Sorted streams become one, lazily: the next value of each waits in a heap."""

import heapq
from collections.abc import AsyncGenerator
from contextlib import aclosing

import trio

from plainlog import log


async def merged(*sources: trio.MemoryReceiveChannel[int]) -> AsyncGenerator[int, None]:
    heads: list[tuple[int, int]] = []  # [1]
    for number, source in enumerate(sources):  # [2:4]
        async for value in source:
            heapq.heappush(heads, (value, number))
            break

    while heads:
        least, number = heads[0]
        yield least  # [3]
        async for value in sources[number]:  # [4:5]
            heapq.heapreplace(heads, (value, number))
            break
        else:
            heapq.heappop(heads)


async def read(values: list[int], out: trio.MemorySendChannel[int]) -> None:
    """Gives the numbers of a file, say."""
    with out:  # [5]
        try:
            for value in values:
                await out.send(value)
        except trio.Cancelled:
            log.info("not read to its end", beginning=values[0])
            raise


async def main() -> None:
    files = [[1, 4, 7], [2, 3, 9, 11, 12], [], [4, 5]]
    async with trio.open_nursery() as readers:
        sources: list[trio.MemoryReceiveChannel[int]] = []
        for values in files:
            send, source = trio.open_memory_channel[int](0)
            sources.append(source)
            readers.start_soon(read, values, send)

        async with aclosing(merged(*sources)) as smallest:
            async for value in smallest:
                log.info("next", value=value)
                await trio.sleep(0.01)
                if value == 9:  # [6:3]
                    readers.cancel_scope.cancel(reason="enough")
                    break
    log.info("enough")


if __name__ == "__main__":
    trio.run(main)
