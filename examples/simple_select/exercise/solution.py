import trio

from plainlog import log
from trio_patterns import CLOSED, recv, select


async def either(
    left: trio.MemoryReceiveChannel[str], right: trio.MemoryReceiveChannel[str]
) -> str:
    _, value = await select(recv(left), recv(right))
    assert value is not CLOSED
    return value


async def hello(delay: float, name: str, send: trio.MemorySendChannel[str]) -> None:
    await trio.sleep(delay)
    await send.send(name)


async def main() -> None:
    send1, left = trio.open_memory_channel[str](0)
    send2, right = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(hello, 0.03, "goroutine 1", send1)
        nursery.start_soon(hello, 0.02, "goroutine 2", send2)
        log.info("hello", sender=await either(left, right))
        nursery.cancel_scope.cancel(reason="one hello is enough")


if __name__ == "__main__":
    trio.run(main)
