# trio-util brings types for mypy, and not all that pyright's strict mode asks for.
# pyright: basic
import trio
from trio_util import move_on_when

from plainlog import log


async def count(numbers: trio.MemorySendChannel[int]) -> None:
    number = 0
    while True:
        await trio.sleep(0.01)
        await numbers.send(number)
        number += 1


async def finish(done: trio.Event) -> None:
    await trio.sleep(0.035)
    done.set()


async def main() -> None:
    send, numbers = trio.open_memory_channel[int](0)
    done = trio.Event()  # [2]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(count, send)
        nursery.start_soon(finish, done)  # [2]

        async with move_on_when(done.wait):  # [1]
            async for number in numbers:
                log.info("got", number=number)  # [3]
        log.info("done")
        nursery.cancel_scope.cancel(reason="nobody counts any more")


if __name__ == "__main__":
    trio.run(main)
