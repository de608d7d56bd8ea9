import trio

from plainlog import log
from trio_patterns import CLOSED, recv, select


async def say(seconds: float, text: str, send: trio.MemorySendChannel[str]) -> None:
    with send:  # [1]
        await trio.sleep(seconds)
        await send.send(text)


async def first_message() -> str:
    send_fast, fast = trio.open_memory_channel[str](0)  # [1:2]
    send_slow, slow = trio.open_memory_channel[str](0)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(say, 0.01, "hello from the fast one", send_fast)
        nursery.start_soon(say, 0.02, "hello from the slow one", send_slow)  # [3]
        _, message = await select(recv(fast), recv(slow))  # [2]
        assert message is not CLOSED
        # The slower sender lives in this block, and ends with it.
        nursery.cancel_scope.cancel(reason="the first message is enough")  # [3]
    return message


async def main() -> None:
    log.info(await first_message())
    await trio.sleep(0.1)
    log.info("the server goes on")


if __name__ == "__main__":
    trio.run(main)
