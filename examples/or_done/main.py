import trio

from plainlog import log


async def count(numbers: trio.MemorySendChannel[int]) -> None:
    number = 0
    while True:
        await trio.sleep(0.01)
        await numbers.send(number)
        number += 1


async def main() -> None:
    send, numbers = trio.open_memory_channel[int](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(count, send)

        with trio.move_on_after(0.035):  # [2]
            async for number in numbers:  # [1]
                log.info("got", number=number)  # [3]
        log.info("done")
        nursery.cancel_scope.cancel(reason="nobody counts any more")


if __name__ == "__main__":
    trio.run(main)
